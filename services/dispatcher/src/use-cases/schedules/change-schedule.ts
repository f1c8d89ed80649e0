import { Refusal } from '@ag06/contracts';
import { type HeldSchedule, saveSchedule } from '@ag06/runtime';
import type { ScheduleDocument } from '@ag06/schedule';
import type { Parts } from '../../parts.ts';
import { finishPending } from './finish-pending.ts';
import { needSchedule } from './held-schedule.ts';

/** Each try loses to somebody whose change stands. */
const TRIES = 20;

/**
 * Changes a schedule as a request wants it, over whatever others do with it meanwhile. A run that was decided on is started
 * first: it belongs to the schedule as it was. Answers with the schedule then, the same if the change is none.
 *
 * Throws `Refusal` SCHEDULE_UNKNOWN, SCHEDULE_BUSY and what `change` throws.
 */
export async function changeSchedule(
  parts: Parts,
  tenant: string,
  name: string,
  change: (held: HeldSchedule) => Promise<ScheduleDocument> | ScheduleDocument,
): Promise<HeldSchedule> {
  for (let tries = 0; tries < TRIES; tries++) {
    const held = await needSchedule(parts.store, tenant, name);
    if (held.document.pend !== null) {
      await finishPending(parts, held, held.document.pend);
      continue;
    }
    const changed = await change(held);
    if (changed === held.document) return held;
    const saved = await saveSchedule(parts.store, held, changed);
    if (saved !== undefined) return saved;
  }
  throw scheduleBusy(name);
}

export const scheduleBusy = (name: string): Refusal =>
  new Refusal(503, 'SCHEDULE_BUSY', `The schedule ${name} is being changed by others. Try again.`, {
    retryAfterMs: 1_000,
  });
