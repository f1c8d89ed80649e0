import type { MetricBook } from './metric-book.ts';

/** Counts an append that was stored: its events, and how long it took. */
export function countAppend(
  book: Pick<MetricBook, 'streamAppended' | 'streamDuplicates' | 'streamAppendDuration'>,
  by: 'api' | 'handler',
  events: readonly { readonly duplicate: boolean }[],
  ms: number,
): void {
  const duplicates = events.filter(({ duplicate }) => duplicate).length;
  book.streamAppended.at(by).add(events.length - duplicates);
  book.streamDuplicates.at(by).add(duplicates);
  book.streamAppendDuration.at(by).recordMs(ms);
}
