import { isTerminal, type LoggedEvent } from '../api.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { RunInput } from '../run-input.ts';
import { partsOf } from '../unit.ts';
import { type LoadStep, stepOfUnit } from '../workflows.ts';
import { iterationOf } from './iterations.ts';
import { byUnit, readUnits } from './log-reading.ts';
import { isSameJson } from './same-json.ts';

type Found = Pick<Violation, 'what' | 'isLoss'>;

const CHILD = /^child:(.+)$/;

/** CHILD: each attempt of a step has one child, which is the one that it says, and whose end is the step's, told once. */
export function checkChildren({ runs }: History): Violation[] {
  const byId = new Map(runs.map((run) => [run.runId, run]));
  const starters = new Map<string, string>();
  return runs.flatMap((run) => {
    const found = [
      ...byUnit(run.events).flatMap(([unit]) => {
        const step = stepOfUnit(run.run.workflow, unit);
        return step?.waits?.for === 'child' ? checkUnit(run, unit, step, byId, starters) : [];
      }),
      ...checkParent(run, byId),
    ];
    return found.map((one) => ({ invariant: 'CHILD', runId: run.runId, ...one }));
  });
}

function checkUnit(
  parent: RecordedRun,
  id: string,
  step: LoadStep,
  byId: ReadonlyMap<string, RecordedRun>,
  starters: Map<string, string>,
): Found[] {
  const events = readUnits(parent.events).filter(
    ({ type, step: unit, steps }) =>
      unit === id || (type === 'run.retried' && steps?.includes(partsOf(id).step)),
  );
  let child: string | undefined;
  let attempt = '';
  return events.flatMap((event): Found[] => {
    // The next round has children of its own.
    if (event.type === 'run.retried') child = undefined;
    const started = CHILD.exec(event.reason ?? '')?.[1];
    if (event.type === 'step.waiting' && started !== undefined) {
      const number = `${event.attempt} of iteration ${iterationOf(event)}`;
      const isTwice = child !== undefined && attempt === number;
      [child, attempt] = [started, number];
      const other = starters.get(started);
      starters.set(started, `${parent.runId} ${id}`);
      return [
        ...(isTwice ? [{ what: `${id} started two runs in attempt ${attempt}` }] : []),
        ...(other === undefined ? [] : [{ what: `${id} started ${started}, which ${other} started` }]),
        ...checkChild(parent, id, step, event, started, byId.get(started)),
      ];
    }
    return child === undefined ? [] : checkTold(id, event, byId.get(child));
  });
}

function checkChild(
  { runId, run }: RecordedRun,
  id: string,
  { waits, repeats }: LoadStep,
  begun: LoggedEvent,
  childId: string,
  child: RecordedRun | undefined,
): Found[] {
  if (child === undefined) return [{ what: `${id} started ${childId}, which is not there`, isLoss: true }];
  const { parent, workflow, input, correlationId, status } = child.run;
  const { step, item } = partsOf(id);
  const isHis =
    parent?.runId === runId &&
    parent.step === step &&
    parent.item === item &&
    parent.attempt === begun.attempt;
  const { kids, kidLists } = RunInput.parse(run.input);
  const place = repeats === undefined ? item : iterationOf(begun);
  const wanted = place === undefined ? kids?.[step] : kidLists?.[step]?.[place];
  const isAsked =
    waits?.for === 'child' &&
    workflow === waits.workflow &&
    isSameJson(input, wanted) &&
    correlationId === run.correlationId;
  return [
    ...(isHis ? [] : [{ what: `${childId} says that ${JSON.stringify(parent)} started it, not ${id}` }]),
    ...(isAsked ? [] : [{ what: `${childId} is not the run that ${id} asked for` }]),
    ...(isTerminal(run.status) && !isTerminal(status)
      ? [{ what: `over, and its child ${childId} is ${status}`, isLoss: true }]
      : []),
  ];
}

/** The end of a step is the end of its child. */
function checkTold(id: string, event: LoggedEvent, child: RecordedRun | undefined): Found[] {
  if (child === undefined) return [];
  const { status, output } = child.run;
  const about = `${id} ${event.type}, and its child ${child.runId} is ${status}`;
  switch (event.type) {
    case 'step.iterated':
    case 'step.completed':
      if (status !== 'completed') return [{ what: about }];
      return checkOutput(id, event, output);
    case 'step.failed':
    case 'step.retrying':
      if (event.error?.code === 'REPEAT_EXHAUSTED' && status === 'completed')
        return checkOutput(id, event, output);
      return event.error?.code === 'CHILD_FAILED' && isTerminal(status) && status !== 'completed'
        ? []
        : [{ what: `${about} (${event.error?.code})` }];
    default:
      return [];
  }
}

const checkOutput = (id: string, event: LoggedEvent, output: unknown): Found[] =>
  isSameJson(event.output, output) ? [] : [{ what: `${id} told another output than its child` }];

/** A run that says whose child it is was started by that one. */
function checkParent({ runId, run }: RecordedRun, byId: ReadonlyMap<string, RecordedRun>): Found[] {
  const { parent } = run;
  if (parent?.runId === undefined) return [];
  const starter = byId.get(parent.runId);
  const isNamed = starter?.events.some(
    ({ type, step, item, reason }) =>
      /^(step|item)\.waiting$/.test(type) &&
      step === parent.step &&
      item === parent.item &&
      reason === `child:${runId}`,
  );
  return isNamed ? [] : [{ what: `nobody started it as a child of ${parent.runId}`, isLoss: true }];
}
