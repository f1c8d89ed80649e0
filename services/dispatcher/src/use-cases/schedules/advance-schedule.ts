import { isTerminal, Refusal } from '@ag06/contracts';
import { faultPoint, type HeldSchedule, loadSchedule, saveSchedule } from '@ag06/runtime';
import { decide, free, type ScheduleDocument, wakeAt } from '@ag06/schedule';
import type { Parts } from '../../parts.ts';
import { finishPending } from './finish-pending.ts';
import { followDefinition } from './follow-definition.ts';
import { toDeciding } from './held-schedule.ts';

/** So many slots of one schedule are decided at a time; the rest has its turn after those of others. */
const SLOTS_AT_A_TIME = 10;

/**
 * Does what is due of a schedule: decides its slots, starts their runs, and sets its wake-up to what comes next. Any number
 * of dispatchers may do so at once, and die anywhere: each decision is written before it is carried out, over the document
 * that it was made from, and whoever finds one that was not carried out does it.
 */
export async function advanceSchedule(parts: Parts, tenant: string, name: string): Promise<void> {
  let held = await loadCurrent(parts, tenant, name);
  if (held === undefined) return void (await parts.store.schedules.wake(tenant, name, 0, undefined));
  for (let slots = 0; slots < SLOTS_AT_A_TIME; slots++) {
    const next: HeldSchedule | 'done' | undefined = await advance(parts, held);
    if (next === 'done') return;
    // Somebody was faster: what is left to do is in the document.
    held = next ?? (await loadSchedule(parts.store, tenant, name));
    if (held === undefined) return;
  }
  await parts.store.schedules.wake(tenant, name, held.version, held.now);
}

/** A schedule of a definition as the latest version says, and one that is missing if that has one. */
async function loadCurrent(parts: Parts, tenant: string, name: string): Promise<HeldSchedule | undefined> {
  const held = await loadSchedule(parts.store, tenant, name);
  if (held?.document.managed === false) return held;
  return followDefinition(parts, tenant, name).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.status >= 500) throw error;
    parts.log.warn({ schedule: name, why: error.message }, NOT_FOLLOWED);
    return held;
  });
}

const NOT_FOLLOWED = 'The schedule of a definition could not be kept.';

async function advance(parts: Parts, held: HeldSchedule): Promise<HeldSchedule | 'done' | undefined> {
  const { store } = parts;
  const { tenant, name, version, document, now } = held;
  if (document.pend !== null) return finishPending(parts, held, document.pend);
  if ((wakeAt(document, name, now) ?? Number.POSITIVE_INFINITY) > now && document.queue.length === 0) {
    await store.schedules.wake(tenant, name, version, wakeAt(document, name, now));
    return 'done';
  }
  const latest = await findVersion(parts, held);
  const next = decide(await freeIfOver(parts, document), toDeciding(store, held, latest));
  if (next === document) {
    await store.schedules.wake(tenant, name, version, wakeAt(document, name, now));
    return 'done';
  }
  faultPoint('slot.before-intent');
  const saved = await saveSchedule(store, held, next);
  faultPoint('slot.after-intent');
  return saved;
}

/** The version that a run started now has. */
export async function findVersion(
  { store }: Parts,
  { tenant, document }: HeldSchedule,
): Promise<string | undefined> {
  const { workflow, version } = document.settings;
  return version ?? store.workflows.loadLatestVersion(tenant, workflow);
}

/**
 * The run of now is over if the store says so. It exists, because nothing is pending; if it is gone, it has ended and was
 * deleted.
 */
export async function freeIfOver({ store }: Parts, document: ScheduleDocument): Promise<ScheduleDocument> {
  if (document.cur === null || document.pend !== null) return document;
  const run = await store.runs.loadSummary(document.cur.runId);
  return run === undefined || isTerminal(run.status) ? free(document, document.cur.runId) : document;
}
