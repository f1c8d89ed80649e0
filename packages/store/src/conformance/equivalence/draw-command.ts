import { laneOfUnit, type RunStatus, stepOfUnit, toJobKey } from '@ag06/contracts';
import {
  type Change,
  type Claim,
  type Command,
  type Commit,
  type Guard,
  type Issuer,
  type Next,
  OUTPUT_UNIT,
  type Signal,
  type Submit,
  toWakeId,
} from '@ag06/protocol';
import type { UnitRecord } from '../../unit-record.ts';
import { CANCELLED, COMPLETED, DISPATCHER, META } from '../fixture.ts';
import { drawFork } from './draw-fork.ts';
import { drawIterated, drawOpening, drawOutcome, withDependants } from './draw-outcome.ts';
import { type KnownRun, pickBack } from './known-run.ts';
import { forkName, type Names, reasonsOf } from './names.ts';
import type { Move } from './random-move.ts';
import type { RandomStep } from './random-plan.ts';

const HOUR_MS = 3_600_000;
const FORK = 'fork:';
const OPEN: readonly RunStatus[] = ['scheduled', 'running', 'waiting', 'paused', 'compensating'];
const FAILED = { status: 'failed', error: '{"code":"EXPRESSION_FAILED","message":"x"}' } as const;
const TIMED_OUT = { status: 'timed_out', error: '{"code":"RUN_TIMED_OUT","message":"x"}' } as const;
const OVERDUE = '{"code":"STEP_OVERDUE","message":"x"}';
const OPEN_UNITS: readonly string[] = ['ready', 'scheduled', 'running', 'retrying', 'blocked'];
/** Whether the watchdog would suspect a unit. It never suspects a step whose lanes run. */
const isSuspect = ({ status, token }: UnitRecord): boolean =>
  status === 'running' ? token > 0 : ['ready', 'scheduled', 'retrying'].includes(status);

/** Returns the command of a move; undefined if the run has no unit for it. */
export function drawCommand(move: Move, run: KnownRun, names: Names): Command | undefined {
  const byRun = (statuses: readonly RunStatus[], to: 'started' | 'resumed' | 'paused' | 'ended') =>
    toCommit(run, names, DISPATCHER, { on: 'run', statuses }, { change: { to } });
  switch (move.does) {
    case 'submit':
      return drawSubmit(move, run, names);
    case 'claim':
      return drawClaim(move, run, names);
    case 'settle':
      return drawSettling(move, run, names);
    case 'repeat':
      return pickBack(run.sent, move.back);
    case 'pause':
      return { ...byRun(['running'], 'paused'), ...byWhom(move, names, 'paused') };
    case 'resume':
      return { ...byRun(['paused'], 'resumed'), ...byWhom(move, names, 'resumed') };
    case 'start':
      return byRun(['scheduled'], 'started');
    case 'cancel':
      return { ...byRun(OPEN, 'ended'), end: move.isOdd ? TIMED_OUT : CANCELLED };
    case 'mend':
      return drawMend(move, run, names);
    case 'unblock':
      return drawUnblock(move, run, names);
    case 'keep':
      return drawKeep(move, run, names);
    case 'wake':
      return drawWake(move, run, names);
    case 'retry':
      return drawRetry(move, run, names);
    case 'signal':
      return drawSignal(move, run, names);
    case 'overdue':
      return drawOverdue(move, run, names);
    case 'allow':
      return drawAllowance(move, run, names);
  }
}

/** The release before knows no forks. */
function drawAllowance({ choice, isOdd }: Move, run: KnownRun, names: Names): Commit | undefined {
  if (!names.isExact) return undefined;
  const change = {
    to: 'allowed',
    names: choice % 3 === 0 ? ['agent-0', 'agent-1'] : [forkName(choice)],
    ...(isOdd && { by: 'me' }),
  } as const;
  return toCommit(run, names, DISPATCHER, { on: 'run', statuses: ['running', 'paused'] }, { change });
}

/** Draws a retry of a run that was seen to fail, now or a while ago. The release before has no retries. */
function drawRetry({ back, choice, isOdd }: Move, run: KnownRun, names: Names): Commit | undefined {
  const seen = pickBack(run.seen, back);
  if (seen === undefined || !names.isExact) return undefined;
  const steps = [...run.plan.steps.values()].filter(({ name, forEach, waits, failsRun }) => {
    const status = seen.units.get(name)?.status ?? 'pending';
    const isCutOff = status === 'cancelled' || (failsRun && ['failed', 'timed_out'].includes(status));
    return isCutOff && (forEach !== undefined || !waits);
  });
  const next = steps.map(({ name, hasCondition, reads }): Next => {
    if (seen.items.has(name)) return { unit: name, needs: 0, mode: 'evaluate', reads: [`i:${name}`] };
    return { unit: name, needs: 0, mode: hasCondition ? 'evaluate' : 'schedule', reads };
  });
  const change = {
    to: 'retried',
    steps: steps.map(({ name }) => name),
    timeoutMs: choice % 2 === 0 ? HOUR_MS : undefined,
    ...(isOdd && { by: 'ops' }),
  } as const;
  return toCommit(run, names, DISPATCHER, { on: 'ended', by: seen.endedBy ?? '' }, { change, next });
}

/** Adds an actor now and then. The release before does not keep it. */
const byWhom = <To extends 'paused' | 'resumed'>({ isOdd }: Move, { isExact }: Names, to: To) => ({
  change: { to, ...(isOdd && isExact && { by: 'o\'ps "1"' }) },
});

function toCommit(
  run: KnownRun,
  { id }: Names,
  issuer: Issuer,
  guard: Guard,
  more: Pick<Commit, 'change'> & Partial<Commit>,
): Commit {
  const none = { next: [], end: undefined, emitted: [], known: [] };
  return { kind: 'commit', id, runId: run.runId, issuer, guard, ...none, ...more };
}

/** One run id has one submission, also when it is sent as another command. */
function drawSubmit(move: Move, run: KnownRun, { id, caseId, isExact }: Names): Submit {
  const { choice, isOdd } = move;
  const first = run.sent.find((command) => command.kind === 'submit');
  if (first !== undefined) return { ...first, id };
  const roots = [...run.plan.steps.values()].filter((step) => step.needs.length === 0);
  const parent = isExact && choice % 2 === 0 ? { parent: { schedule: caseId } } : {};
  const dedupe = { key: caseId, body: choice % 5 === 0 ? 'other' : 'same', ttlMs: HOUR_MS };
  return {
    kind: 'submit',
    id,
    runId: run.runId,
    issuer: DISPATCHER,
    tenant: 'default',
    meta: JSON.stringify({ ...META, correlationId: caseId, ...parent }),
    input: '{"n":1}',
    listedBy: { workflow: META.workflow, correlationId: caseId, tags: META.tags, ...parent },
    dedupe: isOdd ? dedupe : undefined,
    delayMs: choice % 4 === 0 ? HOUR_MS : 0,
    timeoutMs: choice % 3 === 0 ? HOUR_MS : undefined,
    ...(isExact && choice % 3 === 1
      ? drawFork(move, run.plan)
      : {
          roots: roots.map((root) => ({ unit: root.name, needs: 0, ...drawOpening(move, root, 'schedule') })),
        }),
  };
}

/** A delivery of a job that was enqueued; now and then with an attempt or a dispatch that is another's. */
function drawClaim(move: Move, run: KnownRun, { id, caseId }: Names): Claim {
  const { back, worker, choice, isOdd: idle } = move;
  const { unit, ...job } = pickBack(run.jobs, back) ?? { unit: 'a', attempt: 1, dispatch: 1 };
  const dispatch = job.dispatch + (choice % 13 === 0 ? 1 : 0);
  const attempt = job.attempt + (choice % 17 === 0 ? 1 : 0);
  const jobKey = toJobKey(unit, dispatch);
  const delivery = move.delivery === 1 ? 1 : run.nextDelivery(jobKey);
  const issuer = { worker: `w-${worker}`, job: jobKey, delivery };
  const obstacle = choice % 8 === 1 ? pickBack(reasonsOf(caseId), choice >> 3) : undefined;
  const obstacleDetail = choice % 16 === 1 ? `{"lastError":{"code":"C${choice}"}}` : undefined;
  const said = { obstacle, ...(obstacleDetail !== undefined && { obstacleDetail }) };
  return { kind: 'claim', id, runId: run.runId, issuer, unit, attempt, dispatch, idle, ...said };
}

/** Draws the outcome of a unit that a process holds, or believes to hold. */
function drawSettling(move: Move, run: KnownRun, names: Names): Commit | undefined {
  const held = pickBack(run.held, move.back);
  if (held === undefined) return undefined;
  const { unit, token } = held.grant;
  const guard = { on: 'token', unit, token } as const;
  if (unit === OUTPUT_UNIT) {
    const end = move.isOdd ? COMPLETED : FAILED;
    return toCommit(run, names, held.issuer, guard, { change: { to: 'ended' }, end });
  }
  const step = run.plan.steps.get(stepOfUnit(unit));
  if (step === undefined) throw new Error(`The plan has no step ${unit}.`);
  return {
    ...toCommit(run, names, held.issuer, guard, drawOutcome(move, run.plan, step, held, names)),
    ...drawEntries(move, names),
  };
}

/** Messages to other runs: now and then some. */
function drawEntries({ choice }: Move, { isExact }: Names): Pick<Commit, 'entries'> {
  if (!isExact || choice % 5 > 0) return {};
  const to = `r0-${choice}`;
  const start = { does: 'start', to, body: `{"of":${choice}}` } as const;
  return { entries: choice % 2 === 0 ? [start, { does: 'stop', to }] : [start] };
}

/**
 * Draws the unblocking of a unit that was seen blocked, now or a while ago; now and then for another reason. A unit that a
 * fork keeps from acting goes on by `allow` alone, which evaluates it again.
 */
function drawUnblock(move: Move, run: KnownRun, names: Names): Commit | undefined {
  const { isExact } = names;
  const seen = pickBack(run.seen, move.back);
  const blocked = [...(seen?.units ?? [])].filter(([, { blockedBy = FORK }]) => !blockedBy.startsWith(FORK));
  const [unit, { blockedBy: reason = '', park = 0 } = {}] = pickBack(blocked, move.choice) ?? [];
  if (unit === undefined) return undefined;
  const other = pickBack(reasonsOf(names.caseId), move.choice) ?? reason;
  const guard = {
    on: 'parked',
    unit,
    reason: move.choice % 5 === 0 ? other : reason,
    park: isExact && move.choice % 7 > 0 ? park : 0,
  } as const;
  return toCommit(run, names, DISPATCHER, guard, { change: { to: 'unblocked' } });
}

/** Draws the wake-up of a unit that was seen waiting, now or a while ago; now and then with the id of a wake-up. */
function drawWake(move: Move, run: KnownRun, names: Names): Commit | undefined {
  const seen = pickBack(run.seen, move.back);
  const waiting = [...(seen?.units ?? [])].flatMap(([name, { awaits: reason, park }]) =>
    reason === undefined ? [] : [{ name, reason, park }],
  );
  const { name: unit, reason = '', park = 0 } = pickBack(waiting, move.choice) ?? {};
  const step = unit === undefined ? undefined : run.plan.steps.get(stepOfUnit(unit));
  if (unit === undefined || step === undefined || !names.isExact) return undefined;
  const id = move.choice % 3 === 0 ? toWakeId({ unit, park }) : names.id;
  const change = reason === 'delay' ? AGAIN : drawEnd(move, unit, reason, step);
  return toCommit(
    run,
    { ...names, id },
    DISPATCHER,
    { on: 'parked', unit, reason: move.choice % 11 === 0 ? 'signal:other' : reason, park },
    withDependants(move, run.plan, step, DISPATCHER, change),
  );
}

/** Draws the end of a step by a deadline, as it was seen now or a while ago. The release before ends no lanes with it. */
function drawOverdue(move: Move, run: KnownRun, names: Names): Commit | undefined {
  const seen = pickBack(run.seen, move.back);
  const open = [...(seen?.units ?? [])].filter(
    ([name, { status }]) => run.plan.steps.has(name) && OPEN_UNITS.includes(status),
  );
  const [unit, { status = 'running', dispatch = 0, token = 0 } = {}] = pickBack(open, move.choice) ?? [];
  const step = unit === undefined ? undefined : run.plan.steps.get(unit);
  if (unit === undefined || step === undefined || !names.isExact) return undefined;
  const change = { to: 'failed', error: OVERDUE } as const;
  const guard = { on: 'unit', unit, status, dispatch, token } as const;
  return toCommit(run, names, DISPATCHER, guard, withDependants(move, run.plan, step, DISPATCHER, change));
}

/** Few keys, so that some come again; now and then one that nobody waits for, or that is not to be kept. */
function drawSignal(
  { choice, isOdd }: Move,
  { runId, plan }: KnownRun,
  { id, isExact }: Names,
): Signal | undefined {
  if (!isExact) return undefined;
  const name = choice % 9 === 0 ? 'other' : 'go';
  const body = JSON.stringify({ payload: choice, ...(isOdd && { by: 'me' }) });
  const waiters = [...plan.steps.keys(), 'none'];
  const signal = { id, runId, issuer: DISPATCHER, name, key: `key ${choice % 20}`, body, waiters };
  return { kind: 'signal', ...signal, ...(choice % 7 === 3 && { orElse: 'refuse' }) };
}

const AGAIN: Change = { to: 'open', opening: { mode: 'evaluate', reads: ['in'] }, lost: false };

function drawEnd(move: Move, unit: string, reason: string, step: RandomStep): Change {
  const { choice, isOdd } = move;
  if (reason.startsWith('child:') && choice % 5 === 3 && step.repeats)
    return drawIterated(move, step, 'schedule');
  if (reason.startsWith('child:') && choice % 5 === 2)
    return { to: 'retrying', error: '{"code":"CHILD_FAILED"}', delayMs: isOdd ? 1 : HOUR_MS };
  if (laneOfUnit(unit) !== undefined) {
    const status = choice % 4 === 0 ? 'timed_out' : choice % 4 === 1 ? 'failed' : 'completed';
    return { to: 'settled', status, result: '{"code":"X","message":"x"}', goesOn: 'evaluate' };
  }
  const error = '{"code":"SIGNAL_TIMED_OUT","message":"x"}';
  if (choice % 4 === 0) return { to: 'timed_out', error };
  return choice % 4 === 1 ? { to: 'failed', error } : { to: 'completed', output: '{"dueAt":"then"}' };
}

/** Draws the commit of a living process that held a unit, now or a while ago. */
function drawKeep(move: Move, run: KnownRun, names: Names): Commit | undefined {
  const held = pickBack(run.held, move.back + 1);
  if (held === undefined) return undefined;
  const { unit, token } = held.grant;
  return toCommit(run, names, held.issuer, { on: 'lost', unit, token }, { change: { to: 'kept' } });
}

/** Draws the commit of the watchdog for a unit as it was seen, now or a while ago. */
function drawMend(move: Move, run: KnownRun, names: Names): Commit | undefined {
  const seen = pickBack(run.seen, move.back);
  const suspects = [...(seen?.units ?? [])].filter(([, suspect]) => isSuspect(suspect));
  const [name, unit] = pickBack(suspects, move.choice) ?? [];
  if (name === undefined || unit === undefined) return undefined;
  const { status, dispatch, token, reads } = unit;
  const mode = unit.evaluates || name === OUTPUT_UNIT ? 'evaluate' : 'schedule';
  const change = { to: 'open', opening: { mode, reads }, lost: status === 'running' } as const;
  return toCommit(run, names, DISPATCHER, { on: 'unit', unit: name, status, dispatch, token }, { change });
}
