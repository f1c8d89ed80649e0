import type { LoggedEvent } from '../api.ts';
import type { StartEffect } from '../effect.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { partsOf } from '../unit.ts';
import { stepOfUnit } from '../workflows.ts';
import { byUnit, callOf } from './log-reading.ts';

const HOLDING = ['step.started', 'step.redelivered'];

/** I18: what is recorded of an attempt comes from the call that its last holder made last, never from a zombie. */
export function checkHolders({ runs, effects, lives }: History): Violation[] {
  const starts = effects.flatMap((effect) => (effect.kind === 'start' ? [effect] : []));
  const startOf = new Map(starts.map((start) => [start.call, start]));
  const startsOf = Map.groupBy(starts, attemptOf);
  const pidOf = new Map(lives.map(({ id, pid }) => [id, pid]));
  return runs.flatMap((run) =>
    checkRun(run, startOf, startsOf, pidOf).map((what) => ({
      invariant: 'I18',
      runId: run.runId,
      what,
      isLoss: true,
    })),
  );
}

const attemptOf = ({ runId, step, attempt, pid }: StartEffect): string =>
  `${runId} ${step} ${attempt} ${pid}`;

function checkRun(
  { events, run }: RecordedRun,
  startOf: ReadonlyMap<string, StartEffect>,
  startsOf: ReadonlyMap<string, readonly StartEffect[]>,
  pidOf: ReadonlyMap<string, number>,
): string[] {
  return byUnit(events).flatMap(([step, own]) => {
    // A `forEach` step is called by nobody: what it fails with is of its item.
    // Nor is one that waits: a child's failure names calls of its own.
    const isWaiting = stepOfUnit(run.workflow, step)?.waits !== undefined;
    const isList = stepOfUnit(run.workflow, step)?.lanes !== undefined && partsOf(step).item === undefined;
    if (isList || isWaiting) return [];
    let holder: LoggedEvent | undefined;
    return own.flatMap((event) => {
      if (HOLDING.includes(event.type)) holder = event;
      const start = startOf.get(callOf(event) ?? '');
      if (start === undefined) return [];
      const what = `${event.type} of ${step} in attempt ${event.attempt}`;
      if (start.attempt !== event.attempt) return [`${what} is what attempt ${start.attempt} gave`];
      if (holder === undefined || holder.reason === 'released') return [`${what}, which nobody held`];
      if (pidOf.get(holder.worker ?? '') !== start.pid)
        return [`${what} is what process ${start.pid} gave, though ${holder.worker} held it`];
      // What a breaker put aside is begun again as the same attempt.
      if (event.type === 'step.blocked') return [];
      const last = (startsOf.get(attemptOf(start)) ?? []).reduce((a, b) => (b.at > a.at ? b : a), start);
      return last === start ? [] : [`${what} is what an earlier call of its holder gave`];
    });
  });
}
