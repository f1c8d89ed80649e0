import { Refusal } from '@ag06/contracts';
import { type HeldSchedule, saveSchedule } from '@ag06/runtime';
import type { ScheduleDocument } from '@ag06/schedule';
import type { Parts } from '../../parts.ts';
import { finishPending } from './finish-pending.ts';
import { needSchedule } from './held-schedule.ts';

/** The most tries. Each one fails only because another change was written first. */
const TRIES = 20;

/**
 * Changes a schedule for a request, and repeats that if others change it meanwhile. Starts a decided run first, because
 * it belongs to the schedule as it was. Returns the schedule, the same object if nothing changes.
 *
 * Throws `Refusal` SCHEDULE_UNKNOWN, SCHEDULE_BUSY, and the errors of `change`.
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
