import { laneOfUnit } from '@ag06/contracts';
import { admits, type Claim, type ClaimAnswer } from '@ag06/protocol';
import { readRunMeta } from '../records/read-run-record.ts';
import { hasItem } from './lanes.ts';
import type { MemoryRun } from './memory-run.ts';
import { hasJob, isLane, listedFor, type MemoryUnit } from './memory-unit.ts';
import { Turn } from './turn.ts';

/**
 * Applies a claim to a run. In this order:
 * 1. If the run is unknown or over, the answer says so.
 * 2. A repeated claim gets the answer of the first, as far as it still holds.
 * 3. Take-over: units that an earlier delivery of this job holds go to this one, or back to their queues.
 * 4. Leftovers: units that this job scheduled are enqueued again; ready units without a holder go on.
 * 5. The step itself waits until it is due, and is blocked in a paused run.
 * 6. If the claim has an obstacle, the step is blocked by it.
 * 7. After two lost deliveries only an idle worker gets the step, after three it is poisoned.
 */
export function claimUnit(run: MemoryRun | undefined, claim: Claim, now: number): ClaimAnswer {
  if (run === undefined) return { result: 'unknown' };
  if (run.isTerminal) return { result: 'terminal' };
  // The input is part of the answer to a claim, unless a lane claims.
  const isOfLane = laneOfUnit(claim.unit) !== undefined;
  const turn = new Turn(run, claim.id, claim.issuer, now, isOfLane ? [] : ['in']);
  const unit = run.units.get(claim.unit);
  const own = unit?.dispatch === claim.dispatch && unit.attempt === claim.attempt ? unit : undefined;
  let wait: Wait | undefined;
  if (claim.issuer.delivery > 1 || unit?.src === claim.id) {
    if (turn.rebuild(own?.name, claim.issuer.job))
      return isTold(turn) ? answer(turn, undefined, isOfLane) : toNothing(own);
    turn.told.enqueues.length = 0;
    wait = takeOverAll(turn, claim, own);
  }
  if (own !== undefined && wait === undefined && hasJob(own)) wait = claimOwn(turn, claim, own);
  if (isTold(turn)) return answer(turn, wait, isOfLane);
  if (wait === undefined) return toNothing(own);
  return wait === 'alone' ? { result: 'alone' } : { result: 'early', waitMs: wait.waitMs };
}

type Wait = 'alone' | { readonly waitMs: number };

const isTold = ({ told: { grants, evaluations, enqueues } }: Turn): boolean =>
  grants.length + evaluations.length + enqueues.length > 0;

/** Answers a claim that gets nothing. A step blocked by a pause is stale, because the resume dispatches it again. */
const toNothing = (own: MemoryUnit | undefined): ClaimAnswer =>
  own !== undefined && listedFor(own) !== undefined ? { result: 'blocked' } : { result: 'stale' };

function answer(turn: Turn, wait: Wait | undefined, isOfLane: boolean): ClaimAnswer {
  const { run } = turn;
  return {
    result: 'claimed',
    meta: readRunMeta(run.submit.runId, run.submit.meta),
    input: isOfLane ? undefined : run.submit.input,
    createdAt: run.createdAt,
    again: wait !== undefined,
    ...run.toMoves(turn.told),
  };
}

/** Rules 3 and 4. Only an earlier delivery of the job can have left anything behind. */
function takeOverAll(turn: Turn, claim: Claim, own: MemoryUnit | undefined): Wait | undefined {
  const { job, delivery } = claim.issuer;
  let wait: Wait | undefined;
  for (const unit of turn.run.inOrder) {
    if (unit.token > 0 && unit.holder?.job === job && unit.holder.delivery < delivery) {
      wait = takeOver(turn, claim, unit, unit === own) ?? wait;
    } else if (hasJob(unit) && unit.by === job && unit !== own) {
      turn.enqueue(unit, Math.max(0, unit.dueAt - turn.now));
    } else if (unit.status === 'ready' && unit.token === 0 && admits(turn.run)) {
      turn.reopen(unit);
    }
  }
  return wait;
}

/** Rule 3. A delivery counts as lost only if another process held it. */
function takeOver(turn: Turn, claim: Claim, unit: MemoryUnit, isOwn: boolean): Wait | undefined {
  const isMine = unit.holder?.worker === claim.issuer.worker;
  if (!isMine) turn.redeliver(unit, 'lose', goesBack(turn, claim, unit, isOwn));
  if (unit.status === 'ready') turn.move(unit, admits(turn.run) ? 'hold' : 'leave');
  else if (isMine) turn.move(unit, 'take');
  else if (!admits(turn.run)) turn.block(unit, 'pause');
  else if (unit.lost >= 3) turn.move(unit, 'take');
  else if (isOwn && unit.lost === 2 && !claim.idle) {
    turn.move(unit, 'alone');
    // A step that is about to be blocked needs no worker of its own.
    return claim.obstacle === undefined ? 'alone' : undefined;
  } else turn.move(unit, isOwn ? 'take' : 'again');
  return undefined;
}

/** Whether a running unit goes back to its queue now that its delivery is lost. Of any other, other events tell. */
function goesBack({ run }: Turn, claim: Claim, unit: MemoryUnit, isOwn: boolean): object {
  if (unit.status !== 'running' || !admits(run)) return {};
  const lost = unit.lost + 1;
  return { queued: lost < 3 && (!isOwn || (lost === 2 && !claim.idle)) };
}

const toProperties = (detail: string | undefined): object => (detail === undefined ? {} : JSON.parse(detail));

/** Rules 5 to 7. */
function claimOwn(turn: Turn, claim: Claim, unit: MemoryUnit): Wait | undefined {
  if (unit.status === 'parked' && turn.now < unit.dueAt) return { waitMs: unit.dueAt - turn.now };
  const needsItem = isLane(unit) && unit.item === undefined;
  if (!admits(turn.run)) turn.block(unit, 'pause');
  else if (claim.obstacle !== undefined && unit.lost < 3) {
    if (needsItem && !hasItem(turn, unit)) turn.move(unit, 'retire');
    else turn.block(unit, claim.obstacle, toProperties(claim.obstacleDetail));
  } else if (unit.lost === 2 && !claim.idle) return 'alone';
  else if (needsItem && !turn.run.takeItem(unit)) turn.move(unit, 'retire');
  else if (unit.lost < 3) turn.start(unit, 'claim');
  else turn.move(unit, 'poison', { body: { worker: claim.issuer.worker } });
  return undefined;
}
