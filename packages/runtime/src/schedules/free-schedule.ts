import { free } from '@ag06/schedule';
import type { Store } from '@ag06/store';
import { loadSchedule, saveSchedule } from './held-schedule.ts';

/** Each try loses to somebody whose change stands. */
const TRIES = 20;

/**
 * Takes a run that is over off its schedule. If others are queued, the schedule is due at once: the next dispatcher that
 * looks for wake-ups starts the first of them. Nothing, if another run is the one of now, or the schedule is gone.
 *
 * Rejects if others kept changing the schedule.
 */
export async function freeSchedule(
  store: Pick<Store, 'schedules'>,
  tenant: string,
  name: string,
  runId: string,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const held = await loadSchedule(store, tenant, name);
    if (held === undefined) return;
    const freed = free(held.document, runId);
    if (freed === held.document || (await saveSchedule(store, held, freed)) !== undefined) return;
  }
  throw new Error(`The schedule ${name} could not be told of the end of its run ${runId}: it kept changing.`);
}
