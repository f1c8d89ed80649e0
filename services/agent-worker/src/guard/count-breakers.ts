import type { BreakerListener } from '@ag06/resilience';
import type { MetricBook } from '@ag06/telemetry';

/** Counts what this process does to breakers, and what they hold back. */
export const countBreakers = (book: MetricBook): Pick<BreakerListener, 'onTransition' | 'onRefused'> => ({
  onTransition: (dependency, { to }) => book.breakerTransitions.at(dependency, to).add(),
  onRefused: (dependency) => book.breakerRefusals.at(dependency).add(),
});
