import type { LoggedEvent } from '../api.ts';
import type { Effect } from '../effect.ts';
import type { History, RecordedRun } from '../history.ts';
import { partsOf, toUnit } from '../unit.ts';
import { isRunEnd } from './log-reading.ts';

/**
 * A run that was retried has several rounds, and most checks know only one. `lastRounds` tells every run as if what the retries
 * began anew had never happened before, which is not an item that had completed; `firstRounds` tells those that were retried until their first retry.
 */
export function lastRounds(history: History): History {
  const retried = new Map(
    history.runs.flatMap((run) => (retriesOf(run).length > 0 ? [[run.runId, run]] : [])),
  );
  const healed = new Set(history.healed);
  return {
    ...history,
    runs: history.runs.map((run) => (retried.has(run.runId) ? toLast(run, healed.has(run.runId)) : run)),
    // What readers saw of a run may be of either round.
    observations: history.observations.filter(({ of, runId }) => of !== 'run' || !retried.has(runId)),
    effects: keepCalls(history.effects, ({ runId, step, wallAt }) => {
      const run = retried.get(runId);
      return retriesOf(run).every((retry) => {
        return wallAt >= Date.parse(retry.at) || !isAnew(retry, step) || itemsKept(run, retry).has(step);
      });
    }),
  };
}

export function firstRounds(history: History): History {
  const runs = history.runs.filter((run) => retriesOf(run).length > 0);
  const endOf = new Map(runs.map((run) => [run.runId, Date.parse(retriesOf(run)[0]?.at ?? '')]));
  return {
    ...history,
    runs: runs.map(toFirst),
    observations: [],
    effects: keepCalls(history.effects, ({ runId, wallAt }) => wallAt < (endOf.get(runId) ?? 0)),
  };
}

export const retriesOf = (run: RecordedRun | undefined): LoggedEvent[] =>
  run?.events.filter(({ type }) => type === 'run.retried') ?? [];

const isAnew = ({ steps = [] }: LoggedEvent, unit: string): boolean => steps.includes(partsOf(unit).step);

/** The items that had completed before a retry: it does not do them again. */
function itemsKept(run: RecordedRun | undefined, retry: LoggedEvent): ReadonlySet<string> {
  const completed = run?.events.filter(({ type, seq }) => type === 'item.completed' && seq < retry.seq) ?? [];
  return new Set(completed.map(unitOf));
}

const unitOf = ({ step = '', item }: LoggedEvent): string => toUnit(step, item);

/** Whether an event of a step that begins anew is of an item that stays, or says that the step became those items. */
const stays = (event: LoggedEvent, kept: ReadonlySet<string>): boolean =>
  event.item === undefined
    ? event.type === 'step.started' && [...kept].some((unit) => partsOf(unit).step === event.step)
    : kept.has(unitOf(event));

const becameItems = ({ type, step }: LoggedEvent, events: readonly LoggedEvent[]): boolean =>
  type === 'step.started' &&
  events.some((old) => old.type === type && old.step === step && old.items !== undefined);

function toLast(run: RecordedRun, isHealed: boolean): RecordedRun {
  let events: readonly LoggedEvent[] = [];
  const keptItems = new Set<string>();
  const begun = new Set<string>();
  const healedSteps = new Set<string>();
  for (const event of run.events) {
    if (event.type === 'run.retried') {
      const kept = itemsKept(run, event);
      for (const unit of kept) keptItems.add(unit);
      const isGone = (old: LoggedEvent) =>
        isRunEnd(old) || (old.step !== undefined && isAnew(event, old.step) && !stays(old, kept));
      events = events.filter((old) => !isGone(old));
      for (const step of event.steps ?? []) healedSteps.add(step);
      continue;
    }
    if (!becameItems(event, events)) events = [...events, event];
    if (event.step === undefined) continue;
    if (retriesBefore(run, event) > 0 && !begun.has(event.step)) healedSteps.add(event.step);
    begun.add(event.step);
  }
  return { ...run, events, ...(isHealed && { healedSteps: [...healedSteps], keptItems: [...keptItems] }) };
}

const retriesBefore = (run: RecordedRun, { seq }: LoggedEvent): number =>
  retriesOf(run).filter((retry) => retry.seq < seq).length;

/** What the run tells today is of its last round. */
function toFirst({ runId, run, events }: RecordedRun): RecordedRun {
  const own = events.slice(
    0,
    events.findIndex(({ type }) => type === 'run.retried'),
  );
  const { output: _, ...told } = run;
  const status = own.at(-1)?.type.slice('run.'.length) ?? '';
  return {
    runId,
    run: { ...told, status, steps: {} },
    events: own,
    eventsAgain: own,
    items: {},
    result: { httpStatus: 200 },
  };
}

/** Keeps whole calls, by what their starts say. */
function keepCalls(effects: readonly Effect[], isKept: (start: Effect) => boolean): Effect[] {
  const left = new Set(effects.filter((one) => one.kind === 'start' && !isKept(one)).map(({ call }) => call));
  return left.size === 0 ? [...effects] : effects.filter(({ call }) => !left.has(call));
}
