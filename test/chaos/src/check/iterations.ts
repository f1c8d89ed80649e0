import type { LoggedEvent } from '../api.ts';
import type { Effect } from '../effect.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { RunInput } from '../run-input.ts';
import { isHandled, stepsOf } from '../workflows.ts';
import { isRunEnd } from './log-reading.ts';

/** The number of the iteration that an event is of. */
export const iterationOf = ({ iteration = 0 }: Pick<LoggedEvent, 'iteration'>): number => iteration;

/** The steps of a workflow that repeat. */
export const repeatingSteps = (workflow: string): string[] =>
  Object.entries(stepsOf(workflow)).flatMap(([id, { repeats }]) => (repeats === undefined ? [] : [id]));

/**
 * A step that repeats has as many lives as iterations, and most checks know only one. `lastIterations` tells every run as if such
 * a step had had no iteration before its last; `earlierIterations` tells, of each one before, the step and what it needs, as if the
 * run were still at work.
 */
export function lastIterations(history: History): History {
  const lastOf = new Map(
    history.runs.flatMap(({ runId, run, events }) => {
      const steps = repeatingSteps(run.workflow);
      return steps.length === 0 ? [] : [[runId, new Map(steps.map((id) => [id, lastOfStep(id, events)]))]];
    }),
  );
  return {
    ...history,
    runs: history.runs.map((run) => {
      const last = lastOf.get(run.runId);
      return last === undefined ? run : [...last].reduce(keepIteration, run);
    }),
    effects: history.effects.filter(
      ({ runId, step, iteration }) => (lastOf.get(runId)?.get(step) ?? iteration) === iteration,
    ),
  };
}

export function earlierIterations(history: History): History {
  const told = history.runs.flatMap((run) =>
    repeatingSteps(run.run.workflow).flatMap((step) => {
      const numbers = [...new Set(iteratedOf(step, run.events).map(iterationOf))];
      return numbers.map((iteration) => ({ run: toEarlier(run, step, iteration), step, iteration }));
    }),
  );
  const effectsOf = Map.groupBy(history.effects, ({ runId }) => runId);
  return {
    ...history,
    runs: told.map(({ run }) => run),
    observations: [],
    // Of several iterations of a run, each is told as a run of its own.
    effects: told.flatMap(({ run, step, iteration }) => {
      const steps = withNeeds(run.run.workflow, step);
      const isKept = (one: Effect) =>
        steps.has(one.step) && (one.step !== step || one.iteration === iteration);
      return (effectsOf.get(realIdOf(run.runId)) ?? [])
        .filter(isKept)
        .map((one) => ({ ...one, runId: run.runId }));
    }),
  };
}

const SEPARATOR = ' iteration ';
const realIdOf = (told: string): string => told.split(SEPARATOR)[0] ?? told;

/** A violation of a run that is told several times. */
export const withRealId = ({ runId, ...violation }: Violation): Violation => ({
  ...violation,
  ...(runId !== undefined && { runId: realIdOf(runId) }),
});

const iteratedOf = (step: string, events: readonly LoggedEvent[]): LoggedEvent[] =>
  events.filter((event) => event.type === 'step.iterated' && event.step === step);

const lastOfStep = (step: string, events: readonly LoggedEvent[]): number =>
  Math.max(0, ...events.filter((event) => event.step === step).map(iterationOf));

/** The log without what other iterations of the step were; its order in this one is what it is told to do. */
function keepIteration(run: RecordedRun, [step, iteration]: readonly [string, number]): RecordedRun {
  const isKept = (event: LoggedEvent) => event.step !== step || iterationOf(event) === iteration;
  return { ...withOrder(run, step, iteration), events: run.events.filter(isKept) };
}

function toEarlier(run: RecordedRun, step: string, iteration: number): RecordedRun {
  const steps = withNeeds(run.run.workflow, step);
  const kept = keepIteration(run, [step, iteration]);
  const events = kept.events.filter(
    (event) => !isRunEnd(event) && (event.step === undefined || steps.has(event.step)),
  );
  const { output: _, ...told } = kept.run;
  return {
    runId: `${run.runId}${SEPARATOR}${iteration}`,
    run: { ...told, status: 'running', steps: {} },
    events: events.map((event) =>
      event.step === step && event.type === 'step.iterated' ? { ...event, type: 'step.completed' } : event,
    ),
    eventsAgain: [],
    items: {},
    ...(run.healedSteps !== undefined && { healedSteps: run.healedSteps }),
    result: { httpStatus: 200 },
  };
}

function withOrder(run: RecordedRun, step: string, iteration: number): RecordedRun {
  const input = RunInput.parse(run.run.input);
  const order = input.lists[step]?.[iteration];
  const one = stepsOf(run.run.workflow)[step];
  if (order === undefined || one === undefined || !isHandled(one)) return run;
  return { ...run, run: { ...run.run, input: { ...input, orders: { ...input.orders, [step]: order } } } };
}

/** A step and all that it needs, and that they need. */
function withNeeds(workflow: string, step: string): ReadonlySet<string> {
  const needs = stepsOf(workflow)[step]?.needs ?? [];
  return new Set([step, ...needs.flatMap((need) => [...withNeeds(workflow, need)])]);
}
