import { laneOfUnit, stepOfUnit } from '@ag06/contracts';
import { admits, type Change, type Commit, type CommitAnswer, type Guard } from '@ag06/protocol';
import { allow, blockUnlessAllowed } from './allow.ts';
import { cancelLanes, expand, redo, settle } from './lanes.ts';
import type { MemoryRun } from './memory-run.ts';
import { blockedBy, hasJob, isLane, type MemoryUnit, shownStatus } from './memory-unit.ts';
import { retry } from './retry.ts';
import { toFailureBody } from './to-failure-body.ts';
import { toOutputBody } from './to-output-body.ts';
import { Turn } from './turn.ts';

/** Applies a commit to a run: the guard first, then the change. */
export function applyCommit(run: MemoryRun | undefined, commit: Commit, now: number): CommitAnswer {
  if (run === undefined) return { result: 'refused', reason: 'unknown' };
  const turn = new Turn(run, commit.id, commit.issuer, now, commit.known);
  const unit = 'unit' in commit.guard ? run.units.get(commit.guard.unit) : undefined;
  if (!isAllowed(run, commit, unit)) return refuse(turn, commit, unit);
  if (commit.change.to === 'retried') {
    retry(turn, commit.change, commit.next);
    return { result: 'applied', ...run.toMoves(turn.told) };
  }
  const mayStart = admits(run);
  for (const body of commit.emitted) run.addEvent(now, 'custom', JSON.parse(body));
  if (commit.guard.on === 'lost' && unit !== undefined) keepDelivery(turn, unit, commit.guard.token);
  change(turn, commit.change, unit, commit.end !== undefined);
  for (const entry of commit.entries ?? []) if (mayStart || entry.does !== 'start') turn.write(entry);
  turn.openNext(commit.next);
  if (commit.end !== undefined) turn.finish(commit.end);
  return { result: 'applied', ...run.toMoves(turn.told) };
}

function isAllowed(run: MemoryRun, { guard }: Commit, unit: MemoryUnit | undefined): boolean {
  if (guard.on === 'ended') return isRetryable(run) && run.endedBy === guard.by;
  if (run.isTerminal) return false;
  if (guard.on === 'run')
    return guard.statuses.includes(run.status) && (guard.round ?? run.round) === run.round;
  if (unit === undefined) return false;
  if (guard.on === 'parked') return isParked(unit, guard);
  if (guard.on === 'lost') return unit.lost > 0 && unit.lostTokens.includes(guard.token);
  if (unit.token !== guard.token) return false;
  return guard.on === 'token' || (shownStatus(unit) === guard.status && unit.dispatch === guard.dispatch);
}

const isRetryable = ({ status }: MemoryRun): boolean => status === 'failed' || status === 'timed_out';

const isParked = ({ reason, park }: MemoryUnit, guard: Extract<Guard, { on: 'parked' }>): boolean =>
  reason === guard.reason && (guard.park === 0 || park === guard.park);

function refuse(turn: Turn, commit: Commit, unit: MemoryUnit | undefined): CommitAnswer {
  const { run } = turn;
  const { status } = run;
  if (run.isTerminal) {
    const wasApplied = run.endedBy === commit.id || unit?.src === commit.id;
    return wasApplied
      ? { result: 'repeated', ...run.toMoves(turn.told) }
      : { result: 'refused', reason: 'terminal', status };
  }
  if (turn.rebuild()) return { result: 'repeated', ...run.toMoves(turn.told) };
  if (commit.guard.on === 'token') {
    const { worker } = commit.issuer;
    const step = stepOfUnit(commit.guard.unit);
    const lane = laneOfUnit(commit.guard.unit);
    if (lane === undefined) run.addEvent(turn.now, 'step.result_ignored', { step, worker });
    else run.addEvent(turn.now, 'item.result_ignored', { step, lane, worker });
  }
  return { result: 'refused', reason: 'guard', status };
}

function change(turn: Turn, what: Change, unit: MemoryUnit | undefined, endsRun: boolean): void {
  const { run, now } = turn;
  switch (what.to) {
    case 'started':
      release(turn, 'run.started');
      break;
    case 'resumed':
      release(turn, 'run.resumed', byWhom(what));
      break;
    case 'paused':
      run.status = 'paused';
      run.addEvent(now, 'run.paused', byWhom(what));
      break;
    case 'allowed':
      allow(turn, what);
      break;
    case 'ended':
    case 'retried':
    case 'kept':
      break;
    default:
      if (unit !== undefined) changeUnit(turn, what, unit, endsRun);
  }
}

const byWhom = ({ by }: { readonly by?: string | undefined }): object => (by === undefined ? {} : { by });

type UnitChange = Exclude<
  Change,
  { to: 'started' | 'resumed' | 'paused' | 'allowed' | 'retried' | 'ended' | 'kept' }
>;

function changeUnit(turn: Turn, what: UnitChange, unit: MemoryUnit, endsRun: boolean): void {
  const { run, now } = turn;
  switch (what.to) {
    case 'completed':
      run.fields.delete(`p:${unit.name}`);
      run.fields.set(`o:${unit.name}`, what.output);
      turn.move(unit, 'complete', { body: toOutputBody(what.output) });
      break;
    case 'collected': {
      run.fields.set(`o:${unit.name}`, what.output);
      if (what.error !== undefined) run.fields.set(`e:${unit.name}`, what.error);
      const { total = 0, failed = 0 } = run.items.get(unit.name) ?? {};
      turn.move(unit, 'complete', { body: { items: total, failed } });
      break;
    }
    case 'expanded':
      expand(turn, unit, what);
      break;
    case 'redone':
      redo(turn, unit, what);
      break;
    case 'settled':
      settle(turn, unit, what, endsRun);
      break;
    case 'skipped':
      turn.move(unit, 'skip');
      break;
    case 'failed':
    case 'timed_out':
      fail(turn, unit, what, endsRun);
      break;
    case 'iterated':
      iterate(turn, unit, what);
      break;
    case 'retrying': {
      const { delayMs } = what;
      const dueAt = turn.present + delayMs;
      const body = { dueAt, ...toFailureBody(what.error, what.detail) };
      // A parked unit is not executed by an agent.
      if (unit.status === 'parked') turn.move(unit, 'delay', { reason: 'delay', delayMs, body });
      else turn.move(unit, 'retry', { reason: 'retry', delayMs, body });
      break;
    }
    case 'open': {
      const { opening } = what;
      const wasReady = unit.status === 'ready';
      if (!isLane(unit)) {
        unit.evaluates = opening.mode === 'evaluate' || opening.mode === 'park';
        unit.reads = opening.reads;
      }
      if (wasReady || (unit.status === 'parked' && !hasJob(unit))) {
        if (what.lost) turn.move(unit, 'lose', { isQuiet: true });
        if (unit.reason === 'delay') run.addStepEvent(now, 'step.resumed', unit, { reason: 'delay' });
        turn.open(unit, opening);
        break;
      }
      turn.redeliver(unit, what.lost ? 'lose' : 'redeliver', admits(run) ? { queued: true } : {});
      if (admits(run)) turn.move(unit, 'again');
      else turn.block(unit, 'pause');
      break;
    }
    case 'blocked':
      blockUnlessAllowed(turn, unit, what.reason, toFailureBody(what.error, what.detail));
      break;
    case 'unblocked':
      turn.unblock(unit);
      break;
    case 'released':
      turn.redeliver(unit, 'redeliver', { reason: 'released' });
      turn.move(unit, what.underSameJob ? 'release' : 'again');
      break;
  }
}

function fail(
  turn: Turn,
  unit: MemoryUnit,
  { to, error, output, detail }: Extract<Change, { to: 'failed' | 'timed_out' }>,
  endsRun: boolean,
): void {
  const { fields } = turn.run;
  // Only a step whose lanes are at work runs without a holder.
  const hasLanes = unit.status === 'running' && unit.token === 0;
  fields.set(`e:${unit.name}`, error);
  if (output !== undefined) fields.set(`o:${unit.name}`, output);
  const body = {
    ...toFailureBody(error, detail),
    ...(output !== undefined && toOutputBody(output)),
  };
  turn.move(unit, to === 'failed' ? 'fail' : 'time_out', { body });
  if (hasLanes && !endsRun) cancelLanes(turn, unit.name);
}

function iterate(turn: Turn, unit: MemoryUnit, what: Extract<Change, { to: 'iterated' }>): void {
  const { output, opening } = what;
  turn.run.fields.set(`p:${unit.name}`, output);
  turn.move(unit, 'iterate', { body: toOutputBody(output) });
  unit.evaluates = opening.mode === 'evaluate' || opening.mode === 'park';
  unit.reads = opening.reads;
  turn.open(unit, opening);
}

/** The current holder keeps the unit and its source, so that its repeated command still finds the answer. */
function keepDelivery(turn: Turn, unit: MemoryUnit, token: number): void {
  turn.move(unit, 'keep');
  unit.lostTokens = unit.lostTokens.filter((lost) => lost !== token);
}

/** Starts a delayed run or resumes a paused one: every unit that is ready or blocked by the pause goes on. */
function release(turn: Turn, type: 'run.started' | 'run.resumed', body: object = {}): void {
  turn.run.status = 'running';
  turn.run.addEvent(turn.now, type, body);
  for (const unit of turn.run.inOrder) {
    if (unit.status === 'ready') turn.reopen(unit);
    else if (blockedBy(unit) === 'pause') turn.move(unit, 'resume');
  }
}
