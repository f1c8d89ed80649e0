import type { DutyTurn } from '@ag06/duty';
import type { Parts } from '../parts.ts';

export const SWEEP_BLOBS_EVERY_MS = 60_000;
const QUIET_MS = 3_600_000;
const BATCH = 20;
const LEASE_MS = 300_000;

type SweepParts = Pick<Parts, 'id' | 'store' | 'log'> & { readonly clock: Pick<Parts['clock'], 'isTrusted'> };

/**
 * Deletes large values of processes that died before they committed them, an hour after the run got its last one. One
 * dispatcher does it at a time, some runs in a turn.
 */
export async function sweepBlobs({ id, store, log, clock }: SweepParts): Promise<DutyTurn> {
  if (!(await clock.isTrusted())) return undefined;
  if (!(await store.fleet.acquireLease('blobs', id, LEASE_MS))) return undefined;
  const { looked, deleted } = await store.blobs.sweep(QUIET_MS, BATCH);
  if (deleted > 0) log.info({ deleted }, 'Large values that no run refers to were deleted.');
  return looked < BATCH ? undefined : 'more';
}
