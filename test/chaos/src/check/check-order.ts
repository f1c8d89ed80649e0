import type { Effect } from '../effect.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { stepsOf } from '../workflows.ts';
import { callOf, isOutcome } from './log-reading.ts';

/** I6: no step begins before all that it needs has its outcome, by the log and by the handlers' own times. */
export function checkOrder({ runs, effects }: History): Violation[] {
  const effectsOf = Map.groupBy(effects, ({ runId }) => runId);
  return runs.flatMap((run) => {
    const about = { invariant: 'I6', runId: run.runId };
    return [
      ...checkLog(run).map((what) => ({ ...about, what })),
      ...checkTimes(run, effectsOf.get(run.runId) ?? []).map((what) => ({ ...about, what, isLoss: true })),
    ];
  });
}

function checkLog({ events, run }: RecordedRun): string[] {
  const steps = stepsOf(run.workflow);
  const over = new Set<string>();
  return events.flatMap((event) => {
    const { type, step = '' } = event;
    if (isOutcome(event)) over.add(step);
    if (type !== 'step.scheduled' && type !== 'step.started' && type !== 'step.skipped') return [];
    const missing = (steps[step]?.needs ?? []).filter((need) => !over.has(need));
    return missing.length === 0 ? [] : [`${type} of ${step} before the outcome of ${missing.join(', ')}`];
  });
}

function checkTimes({ events, run }: RecordedRun, effects: readonly Effect[]): string[] {
  const steps = stepsOf(run.workflow);
  const outcomes = new Map(events.filter(isOutcome).map((event) => [event.step ?? '', event]));
  const endOf = new Map(effects.filter(({ kind }) => kind !== 'start').map((end) => [end.call, end.at]));
  return effects.flatMap(({ kind, step, at }) =>
    (kind === 'start' ? (steps[step]?.needs ?? []) : []).flatMap((need) => {
      const outcome = outcomes.get(need);
      if (outcome === undefined) return [`${step} ran without an outcome of ${need}`];
      const endedAt = endOf.get(callOf(outcome) ?? '') ?? Number.NEGATIVE_INFINITY;
      return endedAt <= at ? [] : [`${step} ran before the handler of ${need} had ended`];
    }),
  );
}
