import { isTerminal, type LoggedEvent, type ToldItem } from '../api.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { isSameJson } from './same-json.ts';

/** I4, I7: what a run tells of the items of its `forEach` steps is what its log says became of them. */
export function checkItems({ runs }: History): Violation[] {
  return runs.flatMap((recorded) => {
    const { runId, run, events, items } = recorded;
    if (!isTerminal(run.status)) return [];
    return [
      ...Object.keys(run.steps).flatMap((step) => checkCounts(recorded, step)),
      ...Object.entries(items).flatMap(([step, told]) => checkList(step, told, events)),
    ].map((violation) => ({ ...violation, runId }));
  });
}

const OUTCOMES = ['item.completed', 'item.failed', 'item.timed_out'];

const outcomesOf = (step: string, events: readonly LoggedEvent[]): readonly LoggedEvent[] =>
  events.filter((event) => event.step === step && event.item !== undefined && OUTCOMES.includes(event.type));

function checkCounts({ events, run }: RecordedRun, step: string): Violation[] {
  const items = run.steps[step]?.items;
  const outcomes = outcomesOf(step, events);
  const completed = outcomes.filter(({ type }) => type === 'item.completed').length;
  const own = events.filter((event) => event.step === step && event.item === undefined);
  const total = own.find(({ type }) => type === 'step.started')?.items;
  const counted = { total, completed, failed: outcomes.length - completed, running: 0 };
  const isTold = items === undefined ? total === undefined : isSameJson(items, counted);
  const end = own.find((event) => event.type === 'step.completed' && event.items !== undefined);
  const isCollected = end === undefined || (end.items === outcomes.length && end.failed === counted.failed);
  return [
    ...(isTold ? [] : [`${step} tells ${JSON.stringify(items)} of its items`]),
    ...(isCollected ? [] : [`${step} ended with ${end.items} items, ${end.failed} failed`]),
  ].map((what) => ({ invariant: 'I4', what: `${what}, its log ${JSON.stringify(counted)}` }));
}

/** An item without an outcome never will have one. */
function checkList(step: string, told: readonly ToldItem[], events: readonly LoggedEvent[]): Violation[] {
  const outcomes = new Map(outcomesOf(step, events).map((event) => [event.item, event]));
  const became = events.find((event) => event.step === step && event.type === 'step.started')?.items ?? 0;
  const isWhole = told.length === became && told.every(({ item }, i) => item === i);
  const wrong = told.filter((one) => !isAsLogged(one, outcomes.get(one.item)));
  return [
    ...(isWhole ? [] : [`lists ${told.length} items of ${became}`]),
    ...wrong.map((one) => `lists ${JSON.stringify(one)}, which its log does not say`),
  ].map((what) => ({ invariant: 'I7', what: `${step} ${what}` }));
}

function isAsLogged({ status, attempt, output, error }: ToldItem, logged: LoggedEvent | undefined): boolean {
  if (logged === undefined) return status === 'cancelled' && output === undefined && error === undefined;
  const isSame = isSameJson([output, error], [logged.output, logged.error]);
  return `item.${status}` === logged.type && attempt === logged.attempt && isSame;
}
