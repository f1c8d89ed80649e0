import { isTerminal, Refusal } from '@ag06/contracts';
import { faultPoint, type HeldSchedule, loadSchedule, saveSchedule } from '@ag06/runtime';
import { decide, free, type ScheduleDocument, wakeAt } from '@ag06/schedule';
import type { Parts } from '../../parts.ts';
import { finishPending } from './finish-pending.ts';
import { followDefinition } from './follow-definition.ts';
import { toDeciding } from './held-schedule.ts';

/** The most slots of one schedule that are decided in a row; the rest follow after those of other schedules. */
const SLOTS_AT_A_TIME = 10;

/**
 * Advances a schedule: decides its due slots, starts their runs, and sets its next wake-up. Any number of dispatchers
 * may do so at once, and die anywhere: each decision is written before it is carried out, over the document from which
 * it was made, and any dispatcher that finds an open decision carries it out.
 */
export async function advanceSchedule(parts: Parts, tenant: string, name: string): Promise<void> {
  let held = await loadCurrent(parts, tenant, name);
  if (held === undefined) return void (await parts.store.schedules.wake(tenant, name, 0, undefined));
  for (let slots = 0; slots < SLOTS_AT_A_TIME; slots++) {
    const next: HeldSchedule | 'done' | undefined = await advance(parts, held);
    if (next === 'done') return;
    // Another dispatcher was faster. The document has the work that is left.
    held = next ?? (await loadSchedule(parts.store, tenant, name));
    if (held === undefined) return;
  }
  await parts.store.schedules.wake(tenant, name, held.version, held.now);
}

/** Returns the schedule as the latest definition of its workflow has it, also if it is missing. */
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

/** Returns the version of a run that starts now; undefined if the workflow or version is unknown. */
export async function findVersion(
  { store }: Parts,
  { tenant, document }: HeldSchedule,
): Promise<string | undefined> {
  const { workflow, version } = document.settings;
  return version ?? store.workflows.loadLatestVersion(tenant, workflow);
}

/**
 * Frees the schedule if its active run is over by the store. The run exists, because nothing is pending; if it is gone,
 * it has ended and was deleted.
 */
export async function freeIfOver({ store }: Parts, document: ScheduleDocument): Promise<ScheduleDocument> {
  if (document.cur === null || document.pend !== null) return document;
  const run = await store.runs.loadSummary(document.cur.runId);
  return run === undefined || isTerminal(run.status) ? free(document, document.cur.runId) : document;
}
