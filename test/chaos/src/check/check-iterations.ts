import type { LoggedEvent } from '../api.ts';
import type { StartEffect } from '../effect.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { RunInput } from '../run-input.ts';
import { type LoadStep, stepsOf } from '../workflows.ts';
import { iterationOf, repeatingSteps } from './iterations.ts';
import { isOutcome } from './log-reading.ts';
import { isSameJson } from './same-json.ts';

type Found = Pick<Violation, 'what' | 'isLoss'>;

/**
 * REPEAT: iterations count 0, 1, 2 …, each has its output once, and the next one is given it; there are as many as `until` says,
 * and no more than allowed.
 */
export function checkIterations({ runs, effects }: History): Violation[] {
  const starts = effects.flatMap((effect) => (effect.kind === 'start' ? [effect] : []));
  const startsOf = Map.groupBy(starts, ({ runId }) => runId);
  return runs.flatMap((run) =>
    repeatingSteps(run.run.workflow).flatMap((id) => {
      const own = (startsOf.get(run.runId) ?? []).filter(({ step }) => step === id);
      return checkStep(run, id, own).map((found) => ({
        invariant: 'REPEAT',
        runId: run.runId,
        ...found,
        what: `${id}: ${found.what}`,
      }));
    }),
  );
}

function checkStep(run: RecordedRun, id: string, starts: readonly StartEffect[]): Found[] {
  const events = run.events.filter(({ step }) => step === id);
  const last = Math.max(0, ...events.map(iterationOf));
  const told = run.run.steps[id]?.iteration ?? 0;
  return [
    ...checkNumbers(events),
    ...checkCount(run, id, events),
    ...checkStarts(events, starts),
    ...(told === last ? [] : [{ what: `is told to be in iteration ${told}, its log is in ${last}` }]),
  ];
}

/** A retry of the run goes on in the iteration that failed. */
function checkNumbers(events: readonly LoggedEvent[]): Found[] {
  let current = 0;
  // What a worker did that is no holder any more may be of any iteration, and its event does not say of which.
  const own = events.filter(({ type }) => type !== 'step.result_ignored');
  return own.flatMap((event): Found[] => {
    const iteration = iterationOf(event);
    const isWrong = iteration !== current;
    // Told once: what follows is judged by what the log says.
    current = event.type === 'step.iterated' ? iteration + 1 : iteration;
    return isWrong ? [{ what: `${event.type} of iteration ${iteration} where another one is at hand` }] : [];
  });
}

function checkCount({ run }: RecordedRun, id: string, events: readonly LoggedEvent[]): Found[] {
  const { repeats = 0 }: Partial<LoadStep> = stepsOf(run.workflow)[id] ?? {};
  const { lists, kidLists } = RunInput.parse(run.input);
  const wanted = (lists[id] ?? kidLists?.[id] ?? []).length;
  return events.flatMap((event): Found[] => {
    const number = iterationOf(event) + 1;
    const isExhausted = event.error?.code === 'REPEAT_EXHAUSTED';
    if (event.type === 'step.iterated')
      return number < Math.min(wanted, repeats)
        ? []
        : [{ what: `went on after iteration ${number} of ${wanted}` }];
    if (event.type === 'step.completed')
      return number === wanted ? [] : [{ what: `completed in iteration ${number} of ${wanted}` }];
    if (!isOutcome(event) || !isExhausted) return [];
    return number === repeats && wanted > repeats
      ? []
      : [{ what: `exhausted in iteration ${number} of ${wanted}` }];
  });
}

function checkStarts(events: readonly LoggedEvent[], starts: readonly StartEffect[]): Found[] {
  const outputs = new Map(
    events.filter(({ type }) => type === 'step.iterated').map((event) => [iterationOf(event), event.output]),
  );
  return starts.flatMap(({ iteration, turn, before }): Found[] => {
    if (turn !== iteration)
      return [{ what: `a call of iteration ${iteration} was told that it is ${turn}`, isLoss: true }];
    const expected = iteration === 0 ? null : outputs.get(iteration - 1);
    if (expected === undefined)
      return [
        { what: `iteration ${iteration} was called before the one before had its output`, isLoss: true },
      ];
    return isSameJson(before, expected)
      ? []
      : [{ what: `iteration ${iteration} was given another output than the one before had`, isLoss: true }];
  });
}
