import type { ResultBuffer } from '@ag06/runtime';
import type { MetricBook } from '@ag06/telemetry';

/** Has the metrics tell how much waits while the store is away. */
export function countWaiting(
  book: Pick<MetricBook, 'fallbackResults' | 'fallbackBytes' | 'fallbackAge'>,
  results: Pick<ResultBuffer, 'describe'>,
): void {
  book.fallbackResults.read(() => [[results.describe().results]]);
  book.fallbackBytes.read(() => [[results.describe().bytes]]);
  book.fallbackAge.read(() => [[results.describe().oldestMs / 1_000]]);
}
