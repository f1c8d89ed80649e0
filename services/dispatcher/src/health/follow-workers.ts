import type { WorkerRecord } from '@ag06/store';

/** A worker, and when its record was seen to change, because its own clock is not trusted. */
export interface FollowedWorker {
  readonly record: WorkerRecord;
  /** `performance.now()`. */
  readonly changedAt: number;
}

/** Workers report every 5 s. */
export const LIVE_WITHIN_MS = 15_000;

/**
 * @param now `performance.now()`
 * @param clock milliseconds since 1970, for workers that are seen for the first time
 */
export function followWorkers(
  before: readonly FollowedWorker[],
  records: readonly WorkerRecord[],
  now: number,
  clock: number,
): readonly FollowedWorker[] {
  const known = new Map(before.map((worker) => [worker.record.id, worker]));
  return records.map((record) => {
    const found = known.get(record.id);
    if (found === undefined) return { record, changedAt: now - Math.max(0, clock - record.seenAt) };
    return { record, changedAt: found.record.seenAt === record.seenAt ? found.changedAt : now };
  });
}
