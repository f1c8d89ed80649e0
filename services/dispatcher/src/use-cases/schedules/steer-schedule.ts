import { Refusal, type ScheduleTriggered } from '@ag06/contracts';
import { type HeldSchedule, loadSchedule } from '@ag06/runtime';
import { createTimetable, pause, place, resume, type Slot } from '@ag06/schedule';
import type { Parts } from '../../parts.ts';
import { advanceSchedule, findVersion, freeIfOver } from './advance-schedule.ts';
import { changeSchedule } from './change-schedule.ts';
import { toDeciding } from './held-schedule.ts';

/**
 * Pauses a schedule: it starts no runs by itself; its active run goes on. Throws `Refusal` SCHEDULE_UNKNOWN,
 * SCHEDULE_BUSY.
 */
export const pauseSchedule = (parts: Parts, tenant: string, name: string): Promise<HeldSchedule> =>
  changeSchedule(parts, tenant, name, ({ document }) => (document.paused ? document : pause(document)));

/** Resumes a schedule with its next slot from now. Throws `Refusal` SCHEDULE_UNKNOWN, SCHEDULE_BUSY. */
export const resumeSchedule = (parts: Parts, tenant: string, name: string): Promise<HeldSchedule> =>
  changeSchedule(parts, tenant, name, ({ document, now }) =>
    resume(document, { table: createTimetable(document.settings.timing), now }),
  );

/**
 * Starts a run now, also of a paused schedule, as `overlap` says. A repeated key starts no second run.
 *
 * Throws `Refusal` SCHEDULE_UNKNOWN, SCHEDULE_OVERLAP, SCHEDULE_REFUSED, SCHEDULE_QUEUE_FULL, WORKFLOW_UNKNOWN,
 * SCHEDULE_BUSY.
 */
export async function triggerSchedule(
  parts: Parts,
  tenant: string,
  name: string,
  key: string | undefined,
): Promise<{ readonly triggered: ScheduleTriggered; readonly isRepeat: boolean }> {
  const trigger = key ?? parts.carrier.createId();
  let runId = '';
  let isRepeat = false;
  const { document } = await changeSchedule(parts, tenant, name, async (held) => {
    const slot: Slot = { at: held.now, trigger };
    const deciding = toDeciding(parts.store, held, await findVersion(parts, held));
    runId = deciding.runIdOf(slot);
    isRepeat = await isKnown(parts, held, runId, trigger);
    if (isRepeat) return held.document;
    const placed = place(await freeIfOver(parts, held.document), slot, deciding);
    const [past] = placed.last;
    if (past?.slot === slot && past.runId === undefined) throw refuse(held, past.outcome, past.why);
    return placed;
  });
  const isQueued = document.queue.some((slot) => slot.trigger === trigger);
  if (!isQueued) {
    await advanceSchedule(parts, tenant, name);
    await refuseIfRefused(parts, tenant, name, runId);
  }
  return { triggered: { runId, outcome: isQueued ? 'queued' : 'started' }, isRepeat };
}

/** Throws `Refusal` SCHEDULE_REFUSED if the decided run could not be submitted. */
async function refuseIfRefused(parts: Parts, tenant: string, name: string, runId: string): Promise<void> {
  const held = await loadSchedule(parts.store, tenant, name);
  const refused = held?.document.last.find((past) => past.runId === runId && past.outcome === 'refused');
  if (refused !== undefined) throw new Refusal(409, 'SCHEDULE_REFUSED', refused.why ?? 'There is no run.');
}

async function isKnown(
  { store }: Parts,
  { document }: HeldSchedule,
  runId: string,
  trigger: string,
): Promise<boolean> {
  const isQueued = document.queue.some((slot) => slot.trigger === trigger);
  return isQueued || (await store.runs.loadSummary(runId)) !== undefined;
}

function refuse({ name, document }: HeldSchedule, outcome: string, why: string | undefined): Refusal {
  if (outcome === 'refused') return new Refusal(404, 'WORKFLOW_UNKNOWN', why ?? 'There is no such workflow.');
  if (document.settings.overlap === 'queue')
    return new Refusal(
      409,
      'SCHEDULE_QUEUE_FULL',
      `${document.queue.length} runs of ${name} wait already. Try again when one has begun, or cancel the run that is in the way.`,
    );
  const message = `The run ${document.cur?.runId} of ${name} is not over, and its schedule skips what overlaps. Wait for its end or cancel it, or say \`overlap: queue\` or \`cancel\`.`;
  return new Refusal(409, 'SCHEDULE_OVERLAP', message);
}
