import { isTerminal, Refusal } from '@ag06/contracts';
import { faultPoint, type HeldSchedule, loadSchedule, saveSchedule, submitRun } from '@ag06/runtime';
import { decide, free, type PendingRun, type ScheduleDocument, settle, wakeAt } from '@ag06/schedule';
import type { Parts } from '../../parts.ts';
import { cancelRun } from '../cancel-run.ts';
import { LoadedPlans, toSubmitter } from '../start-run.ts';
import { toDeciding } from './held-schedule.ts';
import { toSlotSubmission } from './start-slot.ts';

/** So many slots of one schedule are decided at a time; the rest has its turn after those of others. */
const SLOTS_AT_A_TIME = 10;

/**
 * Does what is due of a schedule: decides its slots, starts their runs, and sets its wake-up to what comes next. Any number
 * of dispatchers may do so at once, and die anywhere: each decision is written before it is carried out, over the document
 * that it was made from, and whoever finds one that was not carried out does it.
 */
export async function advanceSchedule(parts: Parts, tenant: string, name: string): Promise<void> {
  let held = await loadSchedule(parts.store, tenant, name);
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

/**
 * Ends the run that is in the way, starts the one that was decided on, and says in the document that this is done. Twice is
 * as good as once. Answers with the document then; undefined if somebody else has said so.
 */
export async function finishPending(
  parts: Parts,
  held: HeldSchedule,
  { runId, slot, version, stop }: PendingRun,
): Promise<HeldSchedule | undefined> {
  if (stop !== undefined) await stopRun(parts, held.tenant, stop);
  faultPoint('slot.after-stop');
  const loaded = new LoadedPlans(parts);
  const submission = toSlotSubmission(held, { runId, version, slot: slot.at }, loaded.load);
  const why = await submitRun(toSubmitter(parts), submission).then(() => undefined, whyRefused);
  if (why === undefined) loaded.note();
  else parts.log.warn({ schedule: held.name, slot: new Date(slot.at).toISOString(), why }, NOT_STARTED);
  faultPoint('slot.after-submit');
  const settled = await saveSchedule(parts.store, held, settle(held.document, runId, why));
  faultPoint('slot.after-settle');
  return settled;
}

const NOT_STARTED = 'A schedule could not start the run of a slot: it goes on with the next one.';

/** Why there will never be such a run. Throws what may be over later. */
function whyRefused(error: unknown): string {
  if (error instanceof Refusal && error.status < 500) return `${error.code}: ${error.message}`;
  throw error;
}

async function stopRun(parts: Parts, tenant: string, runId: string): Promise<void> {
  try {
    await cancelRun(parts, tenant, runId);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status >= 500) throw error;
  }
}
