import type { Effect } from '../effect.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { partsOf, toUnit } from '../unit.ts';
import { stepOfUnit } from '../workflows.ts';
import { callOf, isOutcome, readUnits } from './log-reading.ts';

const OPENINGS = ['step.scheduled', 'step.started', 'step.waiting', 'step.skipped'];

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
  const begun = new Set<string>();
  const over = new Set<string>();
  return readUnits(events).flatMap((event) => {
    const { type, step: unit = '' } = event;
    if (isOutcome(event)) over.add(unit);
    if (type === 'step.started') begun.add(unit);
    if (type === 'step.completed') return checkCollected(unit, event.items ?? 0, over);
    if (!OPENINGS.includes(type)) return [];
    const { step, item } = partsOf(unit);
    const needs = stepOfUnit(run.workflow, unit)?.needs ?? [];
    const missing = needs.filter((need) => !over.has(need));
    if (missing.length > 0) return [`${type} of ${unit} before the outcome of ${missing.join(', ')}`];
    return item === undefined || begun.has(step) ? [] : [`${type} of ${unit} before ${step} became items`];
  });
}

/** A `forEach` step is over when its last item is. */
function checkCollected(step: string, count: number, over: ReadonlySet<string>): string[] {
  const open = toItems(step, count).filter((unit) => !over.has(unit));
  return open.length === 0 ? [] : [`${step} was collected before the outcome of ${open.join(', ')}`];
}

const toItems = (step: string, count: number): string[] =>
  Array.from({ length: count }, (_, item) => toUnit(step, item));

function checkTimes({ events, run }: RecordedRun, effects: readonly Effect[]): string[] {
  const outcomes = new Map(
    readUnits(events)
      .filter(isOutcome)
      .map((event) => [event.step ?? '', event]),
  );
  const endOf = new Map(effects.filter(({ kind }) => kind !== 'start').map((end) => [end.call, end.at]));
  /** When the handler of a step had ended, or the last one of its items. */
  const endOfNeed = (need: string, count = 0): number => {
    const calls = [need, ...toItems(need, count)].map((unit) => outcomes.get(unit));
    return Math.max(...calls.map((outcome) => endOf.get((outcome && callOf(outcome)) ?? '') ?? -Infinity));
  };
  return effects.flatMap(({ kind, step, at }) =>
    (kind === 'start' ? (stepOfUnit(run.workflow, step)?.needs ?? []) : []).flatMap((need) => {
      const outcome = outcomes.get(need);
      if (outcome === undefined) return [`${step} ran without an outcome of ${need}`];
      return endOfNeed(need, outcome.items) <= at
        ? []
        : [`${step} ran before the handler of ${need} had ended`];
    }),
  );
}
