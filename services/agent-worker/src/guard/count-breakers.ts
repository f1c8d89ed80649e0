import type { BreakerListener } from '@ag06/resilience';
import type { MetricBook } from '@ag06/telemetry';

/** Counts the changes of breakers by this process, and the steps that they hold back. */
export const countBreakers = (book: MetricBook): Pick<BreakerListener, 'onTransition' | 'onRefused'> => ({
  onTransition: (dependency, { to }) => book.breakerTransitions.at(dependency, to).add(),
  onRefused: (dependency) => book.breakerRefusals.at(dependency).add(),
});
