import type { BreakerListener } from '@ag06/resilience';
import type { Logger } from 'pino';

const ERROR_EVERY_MS = 1_000;

/** Returns a listener that logs and counts the changes of breakers. */
export function createBreakerLog(
  log: Logger,
  counts: Pick<BreakerListener, 'onTransition' | 'onRefused'>,
): BreakerListener {
  let errorAt = Number.NEGATIVE_INFINITY;
  return {
    onTransition: (dependency, transition, document) => {
      const { from, to, why } = transition;
      const { state, lastError } = document;
      const { failures } = state;
      const until = state.is === 'open' ? new Date(state.until).toISOString() : undefined;
      const level = to === 'open' ? 'warn' : 'info';
      log[level](
        { dependency, from, to, why, failures, until, ...(to === 'open' && { lastError }) },
        to === 'open' && lastError !== undefined
          ? `The breaker of ${dependency} is open. The last failure is ${lastError.code} in step ${lastError.step} of run ${lastError.run}: ${lastError.message}`
          : `The breaker of ${dependency} is ${to}.`,
      );
      counts.onTransition(dependency, transition, document);
    },
    onRefused: (dependency) => counts.onRefused(dependency),
    onError: (dependency, error) => {
      if (performance.now() - errorAt < ERROR_EVERY_MS) return;
      errorAt = performance.now();
      log.warn({ err: error, dependency }, 'The breakers could not be read or written; it is tried again.');
    },
  };
}
