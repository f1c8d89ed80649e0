import { type StoreError, watchBrokenRecords } from '@ag06/store';
import type { MetricBook } from '@ag06/telemetry';

/** More records than this are not remembered: then they are logged once more. */
const KNOWN_MAX = 1_000;

/**
 * Counts the broken records that stores of this process pass over, each time, and logs each of them once. Call it once in a
 * process. Returns how to stop.
 */
export function reportBrokenRecords(
  log: { error(fields: object, message: string): void },
  book: Pick<MetricBook, 'brokenRecords'>,
): () => void {
  const known = new Set<string>();
  return watchBrokenRecords((err: StoreError) => {
    book.brokenRecords.at().add();
    if (known.has(err.message)) return;
    if (known.size >= KNOWN_MAX) known.clear();
    known.add(err.message);
    log.error({ err, code: err.code }, `A stored record is passed over. ${err.message}`);
  });
}
