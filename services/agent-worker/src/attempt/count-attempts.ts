import type { MetricBook } from '@ag06/telemetry';
import type { AttemptObserver } from './attempt-observer.ts';

/** Counts every ended attempt. */
export const countAttempts = (book: MetricBook): AttemptObserver => ({
  finished({ agent, outcome, durMs }) {
    book.attempts.at(agent, outcome).add();
    book.stepDuration.at(agent).recordMs(durMs);
  },
});
