import {
  type Change,
  type Commit,
  type Issuer,
  type ItemCounts,
  type ItemList,
  type Next,
  type Opening,
  OUTPUT_UNIT,
  type Park,
  parseItemCounts,
} from '@ag06/protocol';
import { COMPLETED } from '../fixture.ts';
import type { HeldUnit } from './known-run.ts';
import type { Names } from './names.ts';
import { forkName } from './names.ts';
import type { Move } from './random-move.ts';
import type { RandomPlan, RandomStep } from './random-plan.ts';

const HOUR_MS = 3_600_000;
const FAILURE = '{"code":"AGENT_FAILED","message":"no"}';
const DETAIL = { detail: '{"worker":"w","durationMs":1}' };

/** What becomes of a step that is held: of one that runs, or of one whose condition is evaluated. */
export function drawOutcome(
  move: Move,
  plan: RandomPlan,
  step: RandomStep,
  held: HeldUnit,
  names: Pick<Names, 'caseId' | 'isExact'>,
): Pick<Commit, 'change' | 'next' | 'end' | 'emitted' | 'known'> {
  return withDependants(move, plan, step, held.issuer, drawChange(move, step, held, names));
}

/** The outcome of a step, and what it opens. */
export function withDependants(
  move: Move,
  plan: RandomPlan,
  step: RandomStep,
  issuer: Issuer,
  change: Change,
): Pick<Commit, 'change' | 'next' | 'end' | 'emitted' | 'known'> {
  const none = { next: [], end: undefined, emitted: [], known: move.isOdd ? (['in'] as const) : [] };
  switch (change.to) {
    case 'failed':
    case 'timed_out':
      if (step.failsRun) return { ...none, change, end: { status: 'failed', error: FAILURE } };
      return { ...none, change, next: openDependants(move, plan, step, issuer) };
    case 'settled':
      if (change.status === 'completed' || !step.failsRun) return { ...none, change };
      return { ...none, change, end: { status: 'failed', error: FAILURE } };
    case 'completed':
    case 'collected':
    case 'skipped':
      return {
        ...none,
        change,
        next: openDependants(move, plan, step, issuer),
        emitted: move.choice % 7 === 0 ? ['{"name":"seen","data":[1]}'] : [],
      };
    default:
      return { ...none, change };
  }
}

function drawChange(
  move: Move,
  step: RandomStep,
  held: HeldUnit,
  { caseId, isExact }: Pick<Names, 'caseId' | 'isExact'>,
): Change {
  const { grant, isEvaluation } = held;
  if (isExact && move.choice % 20 === 9 && !grant.values.has(`g:${step.name}`))
    return { to: 'blocked', reason: `fork:${forkName(move.worker)}` };
  if (!isEvaluation && move.choice % 10 === 5)
    return { to: 'blocked', reason: `breaker:${caseId}`, ...(move.isOdd && { error: FAILURE, ...DETAIL }) };
  if (!isEvaluation)
    return grant.item === undefined ? drawTried(move, step, held.issuer) : drawItem(move, grant.item.index);
  const counts = grant.values.get(`i:${step.name}`);
  if (counts !== undefined) return drawCollected(move, step, parseItemCounts(counts));
  return drawEvaluated(move, step, held);
}

function drawItem(move: Move, item: number): Change {
  const { choice, isOdd } = move;
  if (choice % 10 === 2 || choice % 10 === 3)
    return { to: 'retrying', error: FAILURE, delayMs: isOdd ? 0 : HOUR_MS, ...(isOdd && DETAIL) };
  if (choice % 10 === 4) return { to: 'released', underSameJob: isOdd };
  const goesOn = (['claim', 'claim', 'schedule', 'hand-back'] as const)[choice % 4] ?? 'claim';
  if (choice % 10 > 1) return { to: 'settled', status: 'completed', result: `{"of":${item}}`, goesOn };
  const status = choice % 10 === 0 ? 'failed' : 'timed_out';
  return { to: 'settled', status, result: FAILURE, goesOn, ...(isOdd && DETAIL) };
}

function drawCollected(move: Move, step: RandomStep, counts: ItemCounts): Change {
  const { choice, isOdd } = move;
  if (counts.left > 0) return drawRedone(move, step, counts);
  if (choice % 6 === 0) return { to: 'failed', error: FAILURE };
  return { to: 'collected', output: '[1]', error: isOdd ? FAILURE : undefined };
}

/** Any items are done again, as many as are left: the stores do not know which have no output. */
function drawRedone(
  { choice, isOdd }: Move,
  { forEach, waits, reads }: RandomStep,
  { total, left }: ItemCounts,
): Change {
  const again = Array.from({ length: left }, (_, n) => (n + choice) % total).sort((a, b) => a - b);
  const lines = [...Array.from({ length: (total - left) % 16 }, () => ''), ...again.map(String)];
  const chunks = [lines.slice(0, 16), lines.slice(16)].filter((chunk) => chunk.length > 0);
  return {
    to: 'redone',
    items: { left, chunks: chunks.map((chunk) => chunk.join('\n')), dropped: again },
    lanes: Math.min(forEach?.lanes ?? 1, left),
    first: waits ? 'evaluate' : isOdd ? 'claim' : 'schedule',
    reads,
  };
}

export function toList(items: number): ItemList {
  const texts = Array.from({ length: items }, (_, n) => `{"n":${n}}`);
  return {
    total: items,
    chunks: [texts.slice(0, 16), texts.slice(16)].filter((c) => c.length > 0).map((c) => c.join('\n')),
  };
}

function drawTried(move: Move, step: RandomStep, issuer: Issuer): Change {
  const { choice, isOdd } = move;
  const { name, repeats } = step;
  if (repeats && choice % 10 > 6) return drawIterated(move, step, canClaim(issuer) ? 'claim' : 'schedule');
  switch (choice % 10) {
    case 0:
      if (repeats) return { to: 'failed', error: FAILURE, output: `{"last":${choice}}` };
      return { to: 'failed', error: FAILURE, ...(isOdd && DETAIL) };
    case 1:
      return { to: 'timed_out', error: FAILURE, ...(isOdd && DETAIL) };
    case 2:
    case 3:
      // Due at once, or not before the case is over: nothing may depend on how fast a store is.
      return { to: 'retrying', error: FAILURE, delayMs: isOdd ? 0 : HOUR_MS, ...(isOdd && DETAIL) };
    case 4:
      return { to: 'released', underSameJob: isOdd };
    default:
      return { to: 'completed', output: `{"of":"${name}"}` };
  }
}

/** The output of an iteration, and how the next one begins. */
export function drawIterated(
  { choice, isOdd }: Move,
  { name, reads, waits }: RandomStep,
  execution: 'claim' | 'schedule',
): Change {
  const mode = waits || choice % 7 === 0 ? 'evaluate' : isOdd ? execution : 'schedule';
  return {
    to: 'iterated',
    output: `{"n":${choice}}`,
    opening: { mode, reads: [...reads, `p:${name}`] },
  };
}

/** What becomes of a lane that no agent executes, and that holds its item. */
function drawWaitingItem(move: Move, { reads }: RandomStep): Change {
  if (move.choice % 6 === 1) return { to: 'settled', status: 'failed', result: FAILURE, goesOn: 'evaluate' };
  const park = { reason: `child:r0-${move.choice}`, until: drawPark(move).until };
  return { to: 'open', opening: { mode: 'park', park, reads }, lost: false };
}

function drawEvaluated(move: Move, step: RandomStep, held: HeldUnit): Change {
  const { reads, forEach, waits } = step;
  if (held.grant.item !== undefined) return drawWaitingItem(move, step);
  switch (move.choice % 6) {
    case 0:
      return { to: 'skipped', output: 'null' };
    case 1:
      return { to: 'failed', error: FAILURE };
    default: {
      if (held.grant.values.has(`g:${step.name}`)) return { to: 'completed', output: '"told"' };
      if (step.repeats && move.choice % 11 === 0) return drawIterated(move, step, 'schedule');
      if (waits && forEach === undefined)
        return { to: 'open', opening: { mode: 'park', park: drawPark(move), reads }, lost: false };
      const mode = move.isOdd && canClaim(held.issuer) ? 'claim' : 'schedule';
      const first = waits ? 'evaluate' : mode;
      if (forEach !== undefined)
        return { to: 'expanded', list: toList(forEach.items), lanes: forEach.lanes, first, reads };
      return { to: 'open', opening: { mode, reads }, lost: false };
    }
  }
}

/** A dispatcher executes nothing. */
const canClaim = ({ job }: Issuer): boolean => job !== '';

function openDependants(move: Move, plan: RandomPlan, step: RandomStep, issuer: Issuer): Next[] {
  if (step.dependants.length === 0) return [openOutput(move, plan)];
  return step.dependants.map((unit, i) => {
    const dependant = plan.steps.get(unit) ?? step;
    const isClaimed = canClaim(issuer) && (move.choice >> i) % 2 === 1;
    return {
      unit,
      needs: dependant.needs.length,
      ...drawOpening(move, dependant, isClaimed ? 'claim' : 'schedule'),
    };
  });
}

export function drawOpening(
  move: Move,
  { hasCondition, reads, waits }: RandomStep,
  execution: 'claim' | 'schedule',
): Opening {
  if (hasCondition) return { mode: 'evaluate', reads };
  return waits ? { mode: 'park', park: drawPark(move), reads } : { mode: execution, reads };
}

/** The signal that steps wait for. */
const SIGNAL = 'signal:go';

/** Until a moment long ago, so that its wake-up is due, or not before the case is over. */
function drawPark({ choice, isOdd }: Move): Park {
  const until = choice % 3 === 0 ? undefined : isOdd ? { at: 1 } : { afterMs: HOUR_MS };
  const reason = choice % 4 === 1 ? `child:r0-${choice}` : SIGNAL;
  if (choice % 2 === 0) return { reason: 'timer', until };
  return { reason, until, ...(reason === SIGNAL && choice % 4 === 3 && { card: CARD }) };
}

/** What a person is asked. */
const CARD = '{"ask":"Sure, \\"you\\" | me?","choices":["yes","no"]}';

function openOutput({ isOdd }: Move, { leaves }: RandomPlan): Next {
  const reads = leaves.map(({ name }) => `o:${name}` as const);
  const unit = { unit: OUTPUT_UNIT, needs: leaves.length, reads };
  if (leaves.length > 1 || isOdd) return { ...unit, mode: 'evaluate' };
  return { ...unit, mode: 'end', end: COMPLETED };
}
