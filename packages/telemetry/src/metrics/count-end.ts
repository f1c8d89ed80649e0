import type { MetricBook } from './metric-book.ts';

/**
 * Counts a run that a commit of this process ended.
 *
 * @param createdAt by the store's clock, milliseconds since 1970; if our clock is behind it, the duration counts as 0
 */
export function countEnd(book: MetricBook, workflow: string, createdAt: number, status: string): void {
  book.runsEnded.at(workflow, status).add();
  book.runDuration.at(status).recordMs(Math.max(0, Date.now() - createdAt));
}
