import { isTerminal, type RunEvent } from '@ag06/contracts';
import { type Deadline, findDeadlines } from '@ag06/engine';
import type { DeadlineWakeup } from '@ag06/protocol';
import { carryOut, failOverdue, faultPoint, type RunContext } from '@ag06/runtime';
import type { UnitRecord } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { clearOfOver } from './clear-of-over.ts';
import { findOpening } from './find-opening.ts';
import { toContext } from './to-context.ts';

/** Milliseconds until the next look at a step that is not open yet, at least, or whose run is paused. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Fails a step whose deadline has passed, if it has not started, or has no outcome. Its wake-up was armed before the step
 * was opened, so that the log says how long ago that was. A paused run keeps its steps, and loses them when it resumes.
 */
export async function judgeDeadline(parts: Parts, wakeup: DeadlineWakeup): Promise<void> {
  const { runs } = parts.store;
  const [run, unit] = await Promise.all([
    runs.loadSummary(wakeup.runId),
    runs.loadUnit(wakeup.runId, wakeup.unit),
  ]);
  if (run !== undefined && isTerminal(run.status)) return clearOfOver(runs, wakeup);
  const context = run && (await toContext(parts, run));
  const deadline = context && findDeadline(context, wakeup);
  if (context === undefined || deadline === undefined) return runs.clearWakeup(wakeup);
  if (isOver(unit)) return runs.clearWakeup(wakeup);
  // The commit that opens it arms its deadline anew.
  if (unit === undefined) return runs.moveWakeup(wakeup, Math.max(LOOK_AGAIN_MS, deadline.afterMs));
  if (run?.status !== 'running') return runs.moveWakeup(wakeup, LOOK_AGAIN_MS);
  const now = await runs.now();
  const { openedAt, hasStarted } = await findOpening(runs, {
    runId: wakeup.runId,
    step: wakeup.unit,
    by: now - deadline.afterMs,
    isStart: (event) => isStartOf(context, wakeup.unit, event),
  });
  if (wakeup.kind === 'unstarted' && hasStarted) return runs.clearWakeup(wakeup);
  // It is being evaluated, or its opening is far back in a long log: from one look to the next, that gets nearer.
  if (openedAt === undefined) return runs.moveWakeup(wakeup, Math.max(LOOK_AGAIN_MS, deadline.afterMs));
  const leftMs = openedAt + deadline.afterMs - now;
  if (leftMs > 0) return runs.moveWakeup(wakeup, leftMs);
  faultPoint('overdue.before-commit');
  const answer = await failOverdue(parts.carrier, context, deadline, unit);
  faultPoint('overdue.after-commit');
  // Somebody moved it just now: the next look finds how.
  if (answer.result === 'refused') return runs.moveWakeup(wakeup, LOOK_AGAIN_MS / 10);
  await carryOut(parts.carrier, context, answer, { because: 'delay' });
  await runs.clearWakeup(wakeup);
}

const findDeadline = ({ plan }: RunContext, { unit, kind }: DeadlineWakeup): Deadline | undefined =>
  findDeadlines(plan, [{ unit }]).find((deadline) => deadline.kind === kind);

const FINAL: readonly string[] = ['completed', 'failed', 'timed_out', 'skipped', 'cancelled'];
const isOver = (unit: UnitRecord | undefined): boolean => unit !== undefined && FINAL.includes(unit.status);

/** A `forEach` step has begun when one of its items has: its own start is that of the evaluation of its list. */
const isStartOf = ({ plan }: RunContext, step: string, { type, step: of }: RunEvent): boolean =>
  of === step && type === (plan.steps.get(step)?.kind === 'forEach' ? 'item.started' : 'step.started');
