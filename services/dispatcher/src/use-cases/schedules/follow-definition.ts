import { readStoredSchedule } from '@ag06/engine';
import { type HeldSchedule, loadSchedule, saveSchedule } from '@ag06/runtime';
import type { Parts } from '../../parts.ts';
import { scheduleBusy } from './change-schedule.ts';
import { finishPending } from './finish-pending.ts';
import { createSchedule, type PutSchedule, refuseOtherOwner, replaceSchedule } from './put-schedule.ts';

/** The most tries. Each one fails only because another change was written first. */
const TRIES = 20;

/**
 * Creates, changes or removes the schedule of a workflow as the latest version of its definition says. A schedule that
 * a person made stays unchanged. Returns the schedule; undefined if there is none.
 *
 * The definition is read after the schedule, and written over that version only. So an older definition never replaces
 * a newer one, for any number of processes at once.
 *
 * Throws `Refusal` SCHEDULE_TAKEN if the definition has one, SCHEDULES_FULL and SCHEDULE_BUSY.
 */
export async function followDefinition(
  parts: Parts,
  tenant: string,
  name: string,
): Promise<HeldSchedule | undefined> {
  const { store } = parts;
  for (let tries = 0; tries < TRIES; tries++) {
    const held = await loadSchedule(store, tenant, name);
    const version = await store.workflows.loadLatestVersion(tenant, name);
    if (version === undefined) return held;
    if (held?.document.managed === true && held.document.definedBy === version) return held;
    const put = await readDefined(parts, tenant, name, version);
    if (put === 'unreadable') return held;
    if (held?.document.managed === false) {
      if (put !== undefined) refuseOtherOwner(name, held.document, true);
      return held;
    }
    if (held === undefined) {
      if (put === undefined) return undefined;
      const created = await createSchedule(parts, tenant, name, put);
      if (created !== undefined) return created;
    } else if (held.document.pend !== null) await finishPending(parts, held, held.document.pend);
    else if (put === undefined) {
      if (await store.schedules.remove(tenant, name, held.version)) return undefined;
    } else {
      const saved = await saveSchedule(store, held, replaceSchedule(held, put));
      if (saved !== undefined) return saved;
    }
  }
  throw scheduleBusy(name);
}

async function readDefined(
  { store }: Parts,
  tenant: string,
  name: string,
  version: string,
): Promise<PutSchedule | 'unreadable' | undefined> {
  const stored = await store.workflows.loadWorkflow(tenant, name, version);
  const schedule = stored && readStoredSchedule(stored.definition);
  if (schedule === undefined || schedule === 'unreadable') return schedule;
  const settings = { workflow: name, ...schedule };
  return { settings, managed: true, definedBy: version, paused: undefined };
}
