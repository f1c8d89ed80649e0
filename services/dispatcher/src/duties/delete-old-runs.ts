import type { DutyTurn } from '@ag06/duty';
import type { Parts } from '../parts.ts';

const BATCH = 500;
const LEASE_MS = 60_000;

type RetentionParts = Pick<Parts, 'id' | 'store' | 'retentionMs'>;

/** Deletes a batch of runs that ended longer ago than they are kept. One dispatcher does it at a time. */
export async function deleteOldRuns({ id, store, retentionMs }: RetentionParts): Promise<DutyTurn> {
  if (!(await store.fleet.acquireLease('retention', id, LEASE_MS))) return undefined;
  const deleted = await store.runs.deleteFinished(retentionMs, BATCH);
  return deleted === BATCH ? 'more' : undefined;
}
