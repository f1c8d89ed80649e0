import type { Parts } from '../parts.ts';

const BATCH = 500;
const LEASE_MS = 60_000;

/** Deletes runs that ended longer ago than they are kept; one dispatcher at a time. */
export async function deleteOldRuns(parts: Parts): Promise<void> {
  if (!(await parts.store.fleet.acquireLease('retention', parts.id, LEASE_MS))) return;
  let deleted = BATCH;
  while (deleted === BATCH) deleted = await parts.store.runs.deleteFinished(parts.retentionMs, BATCH);
}
