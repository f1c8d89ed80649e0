import type { BreakerDocument, BreakerState } from './breaker-document.ts';
import { endProbing } from './change-state.ts';

/**
 * A call that takes longer than this is slow, not dead, and does not keep others from being tried if none has
 * succeeded.
 */
const SLOW_AFTER_MS = 30_000;

/** The answer of a breaker to the next call. */
export type Standing =
  | { readonly is: 'healthy' }
  /** `free` more calls may begin now, each with a permit; `probing` if the breaker was open before. */
  | { readonly is: 'limited'; readonly probing: boolean; readonly free: number }
  | { readonly is: 'open'; readonly until: number };

const HEALTHY: Standing = { is: 'healthy' };

/** Returns where a breaker stands now. */
export function standingOf(document: BreakerDocument, now: number): Standing {
  const { state, settings, permits } = endProbing(document, now);
  switch (state.is) {
    case 'closed': {
      const { isProven, failures } = state;
      if (isProven ? 2 * failures < settings.consecutiveFailures : failures === 0) return HEALTHY;
      const isOut = (since: number, until: number) =>
        until > now && (isProven || now - since < SLOW_AFTER_MS);
      const out = permits.filter(({ since, until }) => isOut(since, until)).length;
      return {
        is: 'limited',
        probing: false,
        free: Math.max(0, settings.consecutiveFailures - failures - out),
      };
    }
    case 'open':
      if (now < state.until) return { is: 'open', until: state.until };
      return { is: 'limited', probing: true, free: settings.probes };
    case 'half-open': {
      const out = permits.filter(({ until }) => until > now).length;
      const free = Math.max(0, settings.probes - out - state.failed.length);
      return { is: 'limited', probing: true, free };
    }
    case 'off':
      return HEALTHY;
  }
}

/** Returns the present state of a breaker, even if nobody has written it yet. */
export function stateAt(document: BreakerDocument, now: number): BreakerState {
  const { state } = endProbing(document, now);
  if (state.is !== 'open' || now < state.until) return state;
  return { is: 'half-open', since: state.until, failures: state.failures, failed: [] };
}
