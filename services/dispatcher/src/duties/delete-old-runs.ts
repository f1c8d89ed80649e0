import type { DutyTurn } from '@ag06/duty';
import type { Parts } from '../parts.ts';

const BATCH = 500;

type RetentionParts = Pick<Parts, 'store' | 'retentionMs'>;

/** Deletes a batch of runs that ended longer ago than they are kept. */
export async function deleteOldRuns({ store, retentionMs }: RetentionParts): Promise<DutyTurn> {
  const deleted = await store.runs.deleteFinished(retentionMs, BATCH);
  return deleted === BATCH ? 'more' : undefined;
}
