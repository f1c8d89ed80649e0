import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { type BackfillBody, type BackfillView, LIMITS, Refusal } from '@ag06/contracts';
import { toMomentMs } from '@ag06/contracts/api';
import { type HeldSchedule, submitRuns } from '@ag06/runtime';
import { note, type PastSlot, type Timetable } from '@ag06/schedule';
import type { Deadline } from '../../deadline.ts';
import type { Parts } from '../../parts.ts';
import { toRefusal } from '../../refusals/to-refusal.ts';
import { unknownWorkflow } from '../../refusals/unknown-workflow.ts';
import { LoadedPlans, toSubmitter, toWithin } from '../start-run.ts';
import { findVersion } from './advance-schedule.ts';
import { changeSchedule } from './change-schedule.ts';
import { needSchedule, toDeciding } from './held-schedule.ts';
import { toSlotSubmission } from './start-slot.ts';
import { traceSlot } from './trace-slot.ts';

type Item = BackfillView['items'][number];

/** The number of slots that are found before the event loop has its turn. */
const AT_A_TIME = 50;
/** How often the history is tried, if others change the schedule all the time, and the longest first pause. */
const NOTE_ROUNDS = 20;
const NOTE_PAUSE_MS = 20;

/**
 * Starts a run for each slot of a range that has none, all at once, whatever `overlap` says. Their ids are those that
 * the clock would have given them, so no slot gets two runs. A dry run only lists them.
 *
 * Throws `Refusal` SCHEDULE_UNKNOWN, BACKFILL_INVALID, BACKFILL_TOO_LARGE, WORKFLOW_UNKNOWN.
 */
export async function backfillSchedule(
  parts: Parts,
  tenant: string,
  name: string,
  body: BackfillBody,
  deadline?: Deadline,
): Promise<BackfillView> {
  const held = await needSchedule(parts.store, tenant, name);
  const version = await findVersion(parts, held);
  if (version === undefined) {
    const { workflow } = held.document.settings;
    throw await unknownWorkflow(parts.store.workflows, tenant, workflow);
  }
  const deciding = toDeciding(parts.store, held, version);
  const slots = await findSlots(deciding.table, readRange(body, held.now));
  const runs = slots.map((at) => ({ slot: at, version, runId: deciding.runIdOf({ at }) }));
  const known = await Promise.all(runs.map(({ runId }) => parts.store.runs.loadSummary(runId)));
  const missing = runs.filter((_, i) => known[i] === undefined);
  const started = body.dryRun ? undefined : await startAll(parts, held, missing, deadline);
  const items = runs.map(({ slot, runId }, i): Item => {
    const item = { slot: new Date(slot).toISOString(), runId };
    if (known[i] !== undefined) return { ...item, outcome: 'exists' };
    return { ...item, ...(started?.get(runId) ?? { outcome: 'would_start' }) };
  });
  if (started !== undefined) await noteStarted(parts, held, missing, started);
  return { dryRun: body.dryRun, items };
}

type Outcome = Pick<Item, 'outcome' | 'why'>;
type SlotRuns = readonly { readonly slot: number; readonly version: string; readonly runId: string }[];

function readRange(body: BackfillBody, now: number): { readonly from: number; readonly to: number } {
  const from = toMomentMs(body.from);
  const to = toMomentMs(body.to);
  if (from >= to) throw invalid('from', 'a time before `to`', body.from);
  if (to > now) throw invalid('to', `a time up to now, which is ${new Date(now).toISOString()}`, body.to);
  return { from, to };
}

const invalid = (path: string, expected: string, got: string): Refusal =>
  new Refusal(422, 'BACKFILL_INVALID', 'The range is not usable.', { errors: [{ path, expected, got }] });

async function findSlots(
  table: Timetable,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly number[]> {
  const slots: number[] = [];
  for (let at = table.after(from - 1); at !== undefined && at < to; at = table.after(at)) {
    if (slots.length === LIMITS.backfill) throw tooLarge(at);
    slots.push(at);
    if (slots.length % AT_A_TIME === 0) await nextTurn();
  }
  return slots;
}

function tooLarge(at: number): Refusal {
  const to = new Date(at).toISOString();
  const message = `The range has more than ${LIMITS.backfill} slots. Backfill it part by part: the first one ends \`to\` ${to}.`;
  const errors = [{ path: 'to', expected: `at most ${LIMITS.backfill} slots: ${to} or before`, got: 'more' }];
  return new Refusal(422, 'BACKFILL_TOO_LARGE', message, { errors });
}

async function startAll(
  parts: Parts,
  held: HeldSchedule,
  runs: SlotRuns,
  deadline: Deadline | undefined,
): Promise<ReadonlyMap<string, Outcome>> {
  const loaded = new LoadedPlans(parts);
  // The first span of each trace only marks its beginning: all are submitted together.
  const submissions = await Promise.all(
    runs.map((run) =>
      traceSlot(held.name, toSlotSubmission(held, run, loaded.load), async (traced) => traced),
    ),
  );
  const results = await submitRuns(toSubmitter(parts, deadline), submissions, toWithin(deadline));
  if (results.some(({ status }) => status === 'fulfilled')) loaded.note();
  return new Map(
    results.map((result, i): [string, Outcome] => {
      const runId = runs[i]?.runId ?? '';
      if (result.status === 'fulfilled') return [runId, { outcome: 'started' }];
      const refusal = toRefusal(result.reason);
      if (refusal === undefined) throw result.reason;
      return [runId, { outcome: 'refused', why: `${refusal.code}: ${refusal.message}` }];
    }),
  );
}

/** Notes the started runs in the history of the schedule. A failure is only logged, because the runs exist. */
async function noteStarted(
  parts: Parts,
  { tenant, name, now }: HeldSchedule,
  runs: SlotRuns,
  started: ReadonlyMap<string, Outcome>,
): Promise<void> {
  const past = runs
    .filter(({ runId }) => started.get(runId)?.outcome === 'started')
    .map(
      ({ slot, runId }): PastSlot => ({ slot: { at: slot }, decidedAt: now, outcome: 'backfilled', runId }),
    )
    .toReversed();
  if (past.length === 0) return;
  for (let round = 1; ; round++) {
    try {
      await changeSchedule(parts, tenant, name, ({ document }) => note(document, ...past));
      return;
    } catch (err) {
      const isBusy = err instanceof Refusal && err.code === 'SCHEDULE_BUSY';
      if (isBusy && round < NOTE_ROUNDS) await delay(Math.random() * NOTE_PAUSE_MS * round);
      else {
        parts.log.warn({ err, schedule: name }, 'The history of a schedule does not tell of its backfill.');
        return;
      }
    }
  }
}
