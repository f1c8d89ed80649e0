import { type Change, type Commit, type Next, OUTPUT_UNIT } from '@ag06/contracts';
import { COMPLETED } from '../fixture.ts';
import type { HeldUnit } from './known-run.ts';
import type { Move } from './random-move.ts';
import type { RandomPlan, RandomStep } from './random-plan.ts';

const HOUR_MS = 3_600_000;
const FAILURE = '{"code":"AGENT_FAILED","message":"no"}';

/** What becomes of a step that is held: of one that runs, or of one whose condition is evaluated. */
export function drawOutcome(
  move: Move,
  plan: RandomPlan,
  step: RandomStep,
  held: HeldUnit,
): Pick<Commit, 'change' | 'next' | 'end' | 'emitted' | 'known'> {
  const change = held.isEvaluation ? drawEvaluated(move, step, held) : drawTried(move, step);
  const none = { next: [], end: undefined, emitted: [], known: move.isOdd ? (['in'] as const) : [] };
  switch (change.to) {
    case 'failed':
    case 'timed_out':
      if (step.failsRun) return { ...none, change, end: { status: 'failed', error: FAILURE } };
      return { ...none, change, next: openDependants(move, plan, step, held) };
    case 'completed':
    case 'skipped':
      return {
        ...none,
        change,
        next: openDependants(move, plan, step, held),
        emitted: move.choice % 7 === 0 ? ['{"name":"seen","data":[1]}'] : [],
      };
    default:
      return { ...none, change };
  }
}

function drawTried({ choice, isOdd }: Move, { name }: RandomStep): Change {
  switch (choice % 10) {
    case 0:
      return { to: 'failed', error: FAILURE };
    case 1:
      return { to: 'timed_out', error: FAILURE };
    case 2:
    case 3:
      // Due at once, or not before the case is over: nothing may depend on how fast a store is.
      return { to: 'retrying', error: FAILURE, delayMs: isOdd ? 0 : HOUR_MS };
    case 4:
      return { to: 'released', underSameJob: isOdd };
    default:
      return { to: 'completed', output: `{"of":"${name}"}` };
  }
}

function drawEvaluated(move: Move, { reads }: RandomStep, held: HeldUnit): Change {
  switch (move.choice % 6) {
    case 0:
      return { to: 'skipped', output: 'null' };
    case 1:
      return { to: 'failed', error: FAILURE };
    default: {
      const mode = move.isOdd && canClaim(held) ? 'claim' : 'schedule';
      return { to: 'open', opening: { mode, reads }, lost: false };
    }
  }
}

/** A dispatcher executes nothing. */
const canClaim = ({ issuer }: HeldUnit): boolean => issuer.job !== '';

function openDependants(move: Move, plan: RandomPlan, step: RandomStep, held: HeldUnit): Next[] {
  if (step.dependants.length === 0) return [openOutput(move, plan)];
  return step.dependants.map((unit, i) => {
    const { needs, hasCondition, reads } = plan.steps.get(unit) ?? step;
    const isClaimed = canClaim(held) && (move.choice >> i) % 2 === 1;
    const mode = hasCondition ? 'evaluate' : isClaimed ? 'claim' : 'schedule';
    return { unit, needs: needs.length, mode, reads };
  });
}

function openOutput({ isOdd }: Move, { leaves }: RandomPlan): Next {
  const reads = leaves.map(({ name }) => `o:${name}` as const);
  const unit = { unit: OUTPUT_UNIT, needs: leaves.length, reads };
  if (leaves.length > 1 || isOdd) return { ...unit, mode: 'evaluate' };
  return { ...unit, mode: 'end', end: COMPLETED };
}
