import type { Parts } from '../../parts.ts';
import { scheduleBusy } from './change-schedule.ts';
import { finishPending } from './finish-pending.ts';
import { needSchedule } from './held-schedule.ts';
import { refuseOtherOwner } from './put-schedule.ts';

const TRIES = 20;

/**
 * Removes a schedule; runs that it has started go on. If a definition has a schedule of this name, that takes its place.
 *
 * Throws `Refusal` SCHEDULE_UNKNOWN, SCHEDULE_MANAGED, SCHEDULE_BUSY.
 */
export async function deleteSchedule(parts: Parts, tenant: string, name: string): Promise<void> {
  const { schedules } = parts.store;
  for (let tries = 0; tries < TRIES; tries++) {
    const held = await needSchedule(parts.store, tenant, name);
    refuseOtherOwner(name, held.document, false);
    if (held.document.pend !== null) await finishPending(parts, held, held.document.pend);
    else if (await schedules.remove(tenant, name, held.version)) {
      await schedules.wake(tenant, name, 0, held.now);
      return;
    }
  }
  throw scheduleBusy(name);
}
