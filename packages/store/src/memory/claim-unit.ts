import { type Claim, type ClaimAnswer, laneOfUnit, type RunMeta } from '@ag06/contracts';
import { hasItem, retire, takeItem } from './lanes.ts';
import { loseDelivery, type MemoryRun, type MemoryUnit } from './memory-run.ts';
import { Turn } from './turn.ts';

/** Section 3 of the protocol, in its order. */
export function claimUnit(run: MemoryRun | undefined, claim: Claim, now: number): ClaimAnswer {
  if (run === undefined) return { result: 'unknown' };
  if (run.isTerminal) return { result: 'terminal' };
  // A claim tells the input by itself, but for those of lanes.
  const isLane = laneOfUnit(claim.unit) !== undefined;
  const turn = new Turn(run, claim.id, claim.issuer, now, isLane ? [] : ['in']);
  const unit = run.units.get(claim.unit);
  const own = unit?.dispatch === claim.dispatch && unit.attempt === claim.attempt ? unit : undefined;
  let wait: Wait | undefined;
  if (claim.issuer.delivery > 1 || unit?.src === claim.id) {
    if (turn.rebuild(own?.name, claim.issuer.job))
      return isTold(turn) ? answer(turn, undefined, isLane) : toNothing(own);
    turn.told.enqueues.length = 0;
    wait = takeOverAll(turn, claim, own);
  }
  if (own !== undefined && wait === undefined && (own.status === 'scheduled' || own.status === 'retrying')) {
    wait = claimOwn(turn, claim, own);
  }
  if (isTold(turn)) return answer(turn, wait, isLane);
  if (wait === undefined) return toNothing(own);
  return wait === 'alone' ? { result: 'alone' } : { result: 'early', waitMs: wait.waitMs };
}

type Wait = 'alone' | { readonly waitMs: number };

const isTold = ({ told: { grants, evaluations, enqueues } }: Turn): boolean =>
  grants.length + evaluations.length + enqueues.length > 0;

/** What the pause blocks is told as it always was: it goes on by itself. */
const toNothing = (own: MemoryUnit | undefined): ClaimAnswer =>
  own?.status === 'blocked' && own.blockedBy !== 'pause' ? { result: 'blocked' } : { result: 'stale' };

function answer(turn: Turn, wait: Wait | undefined, isLane: boolean): ClaimAnswer {
  const { run } = turn;
  return {
    result: 'claimed',
    meta: JSON.parse(run.submit.meta) as RunMeta,
    input: isLane ? undefined : run.submit.input,
    createdAt: run.createdAt,
    again: wait !== undefined,
    ...run.toMoves(turn.told),
  };
}

function takeOverAll(turn: Turn, claim: Claim, own: MemoryUnit | undefined): Wait | undefined {
  const { job, delivery } = claim.issuer;
  let wait: Wait | undefined;
  for (const unit of [...turn.run.units.values()]) {
    if (unit.token > 0 && unit.holder?.job === job && unit.holder.delivery < delivery) {
      wait = takeOver(turn, claim, unit, unit === own) ?? wait;
    } else if (
      (unit.status === 'scheduled' || unit.status === 'retrying') &&
      unit.by === job &&
      unit !== own
    ) {
      turn.enqueue(unit, Math.max(0, unit.dueAt - turn.now));
    } else if (unit.status === 'ready' && unit.token === 0 && turn.run.status === 'running') {
      turn.reopen(unit);
    }
  }
  return wait;
}

/** Only another process's delivery counts as lost. */
function takeOver(turn: Turn, claim: Claim, unit: MemoryUnit, isOwn: boolean): Wait | undefined {
  const isMine = unit.holder?.worker === claim.issuer.worker;
  if (!isMine) {
    loseDelivery(unit);
    turn.redeliver(unit);
  }
  if (unit.status === 'ready') {
    if (turn.run.status === 'running') turn.hold(unit, 'ready');
    else turn.move(unit, 'ready');
  } else if (isMine) turn.hold(unit, 'running');
  else if (turn.run.status !== 'running') turn.block(unit, 'pause');
  else if (unit.lost >= 3) turn.hold(unit, 'running');
  else if (isOwn && unit.lost === 2 && !claim.idle) {
    turn.move(unit, 'scheduled');
    unit.by = claim.issuer.job;
    unit.src = '';
    // What will be blocked needs no worker for itself.
    return claim.refusal === undefined ? 'alone' : undefined;
  } else if (isOwn) turn.hold(unit, 'running');
  else turn.schedule(unit);
  return undefined;
}

const toProperties = (detail: string | undefined): object =>
  detail === undefined ? {} : (JSON.parse(detail) as object);

function claimOwn(turn: Turn, claim: Claim, unit: MemoryUnit): Wait | undefined {
  if (unit.status === 'retrying' && turn.now < unit.dueAt) return { waitMs: unit.dueAt - turn.now };
  const needsItem = laneOfUnit(unit.name) !== undefined && unit.item === undefined;
  if (turn.run.status !== 'running') turn.block(unit, 'pause');
  else if (claim.refusal !== undefined && unit.lost < 3) {
    if (needsItem && !hasItem(turn, unit)) retire(turn, unit);
    else turn.block(unit, claim.refusal, toProperties(claim.refusalDetail));
  } else if (unit.lost === 2 && !claim.idle) return 'alone';
  else if (needsItem && !takeItem(turn, unit)) retire(turn, unit);
  else {
    turn.hold(unit, 'running');
    if (unit.lost < 3) turn.start(unit);
  }
  return undefined;
}
