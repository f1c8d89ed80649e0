import type { DutyTurn } from '@ag06/duty';
import type { Wakeup, WakeupClass } from '@ag06/protocol';
import { passBroken, type RunStore } from '@ag06/store';
import type { Parts } from '../parts.ts';

const BATCH = 100;
/** How long a wake-up waits after the dispatcher that took it died. */
const LEASE_MS = 5_000;
/** A broken record stays as it is until a person mends or deletes it. */
const BROKEN_AGAIN_MS = 60_000;

/**
 * Handles one batch of due wake-ups, all at once. A failed one is tried again when its lease ends; the turn only fails
 * if all of them fail. One about a broken record is put off, and fails no turn. A full batch means that there may be more, and an
 * empty one that there was nothing to do.
 */
export async function takeBatch(
  { store, log }: Pick<Parts, 'store' | 'log'>,
  of: WakeupClass,
  handle: (wakeup: Wakeup, batch: readonly Wakeup[]) => Promise<void>,
): Promise<DutyTurn> {
  const batch = await store.runs.takeWakeups(of, BATCH, LEASE_MS);
  if (batch.length === 0) return 'idle';
  const ends = await Promise.allSettled(
    batch.map((wakeup) => handle(wakeup, batch).catch((error: unknown) => putOff(store.runs, wakeup, error))),
  );
  const failed = ends.flatMap((end, i) => (end.status === 'rejected' ? [{ wakeup: batch[i], end }] : []));
  if (failed.length > 0 && failed.length === batch.length) throw failed[0]?.end.reason;
  for (const { wakeup, end } of failed) {
    log.warn({ err: end.reason, ...wakeup }, 'A wake-up failed; it is tried again in 5 s.');
  }
  return batch.length >= BATCH ? 'more' : undefined;
}

/** Throws any error that is not about a broken record. */
async function putOff(runs: RunStore, wakeup: Wakeup, error: unknown): Promise<void> {
  passBroken(error);
  await runs.moveWakeup(wakeup, BROKEN_AGAIN_MS);
}
