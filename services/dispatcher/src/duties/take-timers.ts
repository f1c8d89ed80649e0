import { isTerminal, type RunStatus } from '@ag06/contracts';
import type { DutyTurn } from '@ag06/duty';
import { openRoots } from '@ag06/engine';
import {
  type Change,
  type CommitAnswer,
  type RunEnd,
  type RunWakeup,
  toWakeId,
  type Wakeup,
} from '@ag06/protocol';
import { armDeadlines, carryOut, faultPoint, type RunContext, wake } from '@ag06/runtime';
import type { RunSummary } from '@ag06/store';
import { countEnd } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import { advanceSchedule } from '../use-cases/schedules/advance-schedule.ts';
import { clearOfOver } from './clear-of-over.ts';
import { findRetry } from './find-retry.ts';
import { judgeDeadline } from './judge-deadline.ts';
import { takeBatch } from './take-batch.ts';
import { toContext } from './to-context.ts';

type UnitWakeup = Extract<Wakeup, { subject: 'unit' }>;

/** The statuses of runs that a time-out ends. A run that has not started still has its whole time. */
const STARTED: readonly RunStatus[] = ['running', 'waiting', 'paused', 'compensating'];

/** Takes due timers: starts delayed runs, and ends those whose time is up. */
export const takeTimers = (parts: Parts): Promise<DutyTurn> =>
  takeBatch(parts, 'timers', async (wakeup, batch) => {
    switch (wakeup.kind) {
      case 'start':
        return start(parts, wakeup);
      case 'deadline': {
        // The start of the same run goes first and arms the time-out anew. This one comes back when its lease ends.
        const isToStart = batch.some((other) => other.kind === 'start' && other.runId === wakeup.runId);
        return isToStart ? undefined : end(parts, wakeup);
      }
      case 'due':
        return wakeUnit(parts, wakeup);
      case 'slot':
        return advanceSchedule(parts, wakeup.tenant, wakeup.name);
      case 'unstarted':
      case 'overdue':
        return judgeDeadline(parts, wakeup);
      case 'entry':
        // In the background: a delivery may wait for a thread or a queue, and the other timers may not.
        return parts.carrier.send?.(wakeup.runId, [wakeup.entry]);
      default:
        // A process of a newer version handles it when this lease ends.
        return undefined;
    }
  });

/** Wakes a parked unit. The store keeps the wake-up while the unit is parked under its number. */
async function wakeUnit(parts: Parts, wakeup: UnitWakeup): Promise<void> {
  const { runs } = parts.store;
  const { runId, unit, park } = wakeup;
  const [run, state] = await Promise.all([runs.loadSummary(runId), runs.loadUnit(runId, unit)]);
  const context = run && (await toContext(parts, run));
  // The dispatcher that woke it may have died before it had finished: it has no reason any more. The same command returns the
  // work that is left.
  const parked = {
    unit,
    reason: state?.blockedBy ?? state?.awaits ?? '',
    park,
    dueAt: state?.dueAt ?? 0,
    attempt: state?.attempt ?? 1,
    iteration: state?.iteration,
    item: state?.item,
  };
  if (run !== undefined && context !== undefined) {
    faultPoint('wake.before-commit');
    const answer = await wake(parts.carrier, context, parked, toWakeId(wakeup));
    faultPoint('wake.after-commit');
    countIfOver(parts, run, answer);
    await follow(parts, context, answer);
  }
  await runs.clearWakeup(wakeup);
}

/** Starts a delayed run. Its time-out counts from now, even if it fell due while no dispatcher was at work. */
async function start(parts: Parts, wakeup: RunWakeup): Promise<void> {
  const run = await parts.store.runs.loadSummary(wakeup.runId);
  const context = run && (await toContext(parts, run));
  const timeoutMs = run?.meta.timeoutMs ?? context?.plan.timeoutMs;
  const change = { to: 'started', timeoutMs } as const;
  if (context !== undefined)
    await armDeadlines(parts.store.runs, context.plan, wakeup.runId, openRoots(context.plan));
  await command(parts, { wakeup, run, context }, { statuses: ['scheduled'], change, end: undefined });
}

/** Ends a run whose time is up. If it was retried since the wake-up was taken, its time began anew. */
async function end(parts: Parts, wakeup: RunWakeup): Promise<void> {
  const { runs } = parts.store;
  const { runId } = wakeup;
  const [run, fields] = await Promise.all([runs.loadSummary(runId), runs.loadFields(runId, ['round'])]);
  if (run?.status === 'scheduled') return;
  const context = run && (await toContext(parts, run));
  const round = Number(fields.get('round') ?? 0);
  const timeoutMs = run?.meta.timeoutMs ?? context?.plan.timeoutMs;
  if (round > 0 && timeoutMs !== undefined) {
    const now = await runs.now();
    const retriedAt = await findRetry(runs, runId, now - timeoutMs);
    if (retriedAt !== undefined) return runs.moveWakeup(wakeup, Math.max(1, retriedAt + timeoutMs - now));
  }
  const change = { to: 'ended' } as const;
  await command(parts, { wakeup, run, context }, { statuses: STARTED, round, change, end: TIMED_OUT });
}

const TIMED_OUT: RunEnd = {
  status: 'timed_out',
  error: JSON.stringify({
    code: 'RUN_TIMED_OUT',
    message: "The run took longer than its workflow's time-out.",
  }),
};

interface DueRun {
  readonly wakeup: RunWakeup;
  readonly run: RunSummary | undefined;
  /** Undefined if the run or its workflow is gone. */
  readonly context: RunContext | undefined;
}

interface Move {
  /** The statuses in which the command applies. */
  readonly statuses: readonly RunStatus[];
  /** How often the run was retried, if the command is about that round alone. */
  readonly round?: number;
  readonly change: Change;
  readonly end: RunEnd | undefined;
}

async function command(
  parts: Parts,
  { wakeup, run, context }: DueRun,
  { statuses, round, change, end }: Move,
): Promise<void> {
  const answer = await parts.store.runs.apply({
    kind: 'commit',
    id: parts.carrier.createId(),
    runId: wakeup.runId,
    issuer: parts.carrier.issuer,
    guard: { on: 'run', statuses, ...(round !== undefined && { round }) },
    change,
    next: [],
    end,
    emitted: [],
    known: [],
  });
  if (run !== undefined) countIfOver(parts, run, answer);
  if (context !== undefined) await follow(parts, context, answer);
  // One that was applied has cleared it. Whatever has armed it since, such as a retry of the run, needs it.
  if (answer.result === 'applied') return;
  if (round === undefined) return parts.store.runs.clearWakeup(wakeup);
  // Retried just now: its next round has this wake-up, which is judged again when its lease ends.
  if (answer.result === 'refused' && answer.reason === 'guard') return;
  await clearOfOver(parts.store.runs, wakeup);
}

function countIfOver({ book }: Parts, { meta, createdAt }: RunSummary, answer: CommitAnswer): void {
  if (answer.result === 'applied' && isTerminal(answer.status))
    countEnd(book, meta.workflow, createdAt, answer.status);
}

async function follow(parts: Parts, context: RunContext, answer: CommitAnswer): Promise<void> {
  if (answer.result !== 'refused') await carryOut(parts.carrier, context, answer, { because: 'delay' });
}
