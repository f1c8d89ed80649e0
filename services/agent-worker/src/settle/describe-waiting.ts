import type { WorkerRecord } from '@ag06/contracts';
import type { ResultBuffer } from '@ag06/runtime';

/** A result that waits for so long did not get its answer at once. */
const WAITS_FROM_MS = 1_000;

/** What a heartbeat says of the results that the store has not taken; nothing if none of them waits for long. */
export function describeWaiting(results: Pick<ResultBuffer, 'describe'>): Pick<WorkerRecord, 'waiting'> {
  const { results: count, bytes, maxBytes, oldestMs } = results.describe();
  return oldestMs < WAITS_FROM_MS ? {} : { waiting: { results: count, bytes, maxBytes, oldestMs } };
}
