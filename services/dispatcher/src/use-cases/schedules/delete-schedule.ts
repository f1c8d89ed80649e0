import { loadSchedule } from '@ag06/runtime';
import type { Parts } from '../../parts.ts';
import { finishPending } from './advance-schedule.ts';
import { scheduleBusy } from './change-schedule.ts';
import { needSchedule } from './held-schedule.ts';
import { refuseOtherOwner } from './put-schedule.ts';

const TRIES = 20;

/** Removes a schedule; runs that it has started go on. Throws `Refusal` SCHEDULE_UNKNOWN, SCHEDULE_MANAGED, SCHEDULE_BUSY. */
export async function deleteSchedule(parts: Parts, tenant: string, name: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const held = await needSchedule(parts.store, tenant, name);
    refuseOtherOwner(name, held.document, false);
    if (held.document.pend !== null) await finishPending(parts, held, held.document.pend);
    else if (await parts.store.schedules.remove(tenant, name, held.version)) return;
  }
  throw scheduleBusy(name);
}

/** Removes the schedule of a definition that has none any more. */
export async function dropManaged(parts: Parts, tenant: string, name: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const held = await loadSchedule(parts.store, tenant, name);
    if (held?.document.managed !== true) return;
    if (held.document.pend !== null) await finishPending(parts, held, held.document.pend);
    else if (await parts.store.schedules.remove(tenant, name, held.version)) return;
  }
  throw scheduleBusy(name);
}
