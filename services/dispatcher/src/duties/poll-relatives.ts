import { FINAL_STEP_STATUSES, isTerminal } from '@ag06/contracts';
import { carryOut, deliverTell, type RunContext, stopRun } from '@ag06/runtime';
import type { RunState, UnitRecord } from '@ag06/store';
import { toDeliveryParts } from '../deliver.ts';
import type { Parts } from '../parts.ts';

const POLL_FIRST_MS = 60_000;
const POLL_LAST_MS = 3_600_000;
const POLLED_AT_ONCE = 16;
const CHILD = 'child:';

/** A unit that waits for a child, and the child. */
interface WaitingUnit {
  readonly name: string;
  readonly unit: UnitRecord;
  readonly child: string;
}

const findWaiting = ({ units }: RunState): readonly WaitingUnit[] =>
  [...units].flatMap(([name, unit]) =>
    unit.awaits?.startsWith(CHILD) ? [{ name, unit, child: unit.awaits.slice(CHILD.length) }] : [],
  );

/**
 * The time until a run that waits for a child, or is one, is polled: as much as its age, so that it doubles, from a minute to
 * an hour. Undefined for any other run.
 */
export function pollDelayMs(run: RunState, now: number): number | undefined {
  if (!hasParentRun(run) && findWaiting(run).length === 0) return undefined;
  return Math.min(POLL_LAST_MS, Math.max(POLL_FIRST_MS, now - run.createdAt));
}

const hasParentRun = ({ meta: { parent } }: RunState): boolean => parent !== undefined && 'runId' in parent;

/**
 * Makes up for messages between runs that a fail-over lost, where the partitions of two runs roll back apart. A child that is
 * unknown is started again, under the same id; the end of one that is over is told; a child for which its parent does not
 * wait any more is stopped.
 */
export async function pollRelatives(
  parts: Parts,
  context: RunContext,
  run: RunState,
  now: number,
): Promise<void> {
  if (now - run.createdAt < POLL_FIRST_MS) return;
  if (await isOrphan(parts, run)) {
    await stopRun(toDeliveryParts(parts), run.runId);
    return;
  }
  const waiting = findWaiting(run);
  for (let from = 0; from < waiting.length; from += POLLED_AT_ONCE)
    await Promise.all(
      waiting.slice(from, from + POLLED_AT_ONCE).map((one) => pollChild(parts, context, one)),
    );
}

async function pollChild(parts: Parts, context: RunContext, waiting: WaitingUnit): Promise<void> {
  const { runs } = parts.store;
  const { child } = waiting;
  const known = await runs.loadSummary(child);
  if (known !== undefined) {
    if (isTerminal(known.status)) await deliverTell(toDeliveryParts(parts), child);
    return;
  }
  // While its message is there, the child is on its way.
  if ((await runs.loadEntry(context.runId, `start:${child}`)) === undefined)
    await startAgain(parts, context, waiting);
}

/** The unit is evaluated again, which starts the same child; a time-out of its step begins anew. */
async function startAgain(
  { store, carrier }: Parts,
  context: RunContext,
  { name, unit, child }: WaitingUnit,
): Promise<void> {
  const answer = await store.runs.apply({
    kind: 'commit',
    id: carrier.createId(),
    runId: context.runId,
    issuer: carrier.issuer,
    guard: { on: 'parked', unit: name, reason: `${CHILD}${child}`, park: unit.park },
    change: { to: 'open', opening: { mode: 'evaluate', reads: unit.reads }, lost: false },
    next: [],
    end: undefined,
    emitted: [],
    known: [],
  });
  if (answer.result !== 'refused') await carryOut(carrier, context, answer);
}

/**
 * A child is an orphan if its parent is over, or has gone past it. One whose parent was rolled back, and will come to it
 * again, is none: it would be found stopped then.
 */
async function isOrphan({ store: { runs } }: Parts, { meta: { parent } }: RunState): Promise<boolean> {
  if (parent === undefined || 'schedule' in parent) return false;
  const [above, unit, fields] = await Promise.all([
    runs.loadSummary(parent.runId),
    runs.loadUnit(parent.runId, parent.unit),
    runs.loadFields(parent.runId, ['round']),
  ]);
  if (above === undefined || isTerminal(above.status)) return true;
  if (unit === undefined) return false;
  if (FINAL_STEP_STATUSES.some((final) => final === unit.status)) return true;
  return isLater({ ...unit, round: Number(fields.get('round') ?? 0) }, parent);
}

/** What a unit runs a child for. Absent numbers are 0. */
interface Place {
  readonly round?: number | undefined;
  readonly item?: number | undefined;
  readonly iteration?: number | undefined;
  readonly attempt: number;
}

/** Whether a unit comes to one place after the other: lanes take items in order, and each has its attempts. */
export function isLater(one: Place, other: Place): boolean {
  const [mine, theirs] = [numbersOf(one), numbersOf(other)];
  const first = mine.findIndex((number, i) => number !== theirs[i]);
  return (mine[first] ?? 0) > (theirs[first] ?? 0);
}

const numbersOf = ({ round = 0, item = 0, iteration = 0, attempt }: Place): readonly number[] => [
  round,
  item,
  iteration,
  attempt,
];
