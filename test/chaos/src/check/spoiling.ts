import type { LoggedEvent } from '../api.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { toUnit } from '../unit.ts';
import { CHECKS_OF_ROUNDS, viewsOf } from './check-history.ts';
import { createHistory, type Draft } from './history-fixture.ts';

export type DraftHistory = Draft<History>;
type DraftRun = Draft<RecordedRun>;

/** What a check finds in the good history after something was spoilt: the invariants, each once. */
export function findIn(
  check: (history: History) => Violation[],
  spoil: (draft: DraftHistory) => void = () => {},
): string[] {
  const history = createHistory(spoil);
  const views = CHECKS_OF_ROUNDS.includes(check) ? viewsOf(history) : [history];
  return [...new Set(views.flatMap(check).map(({ invariant }) => invariant))];
}

export function runOf(draft: DraftHistory, runId: string): DraftRun {
  const run = draft.runs.find((candidate) => candidate.runId === runId);
  if (run === undefined) throw new Error(`The fixture has no run ${runId}.`);
  return run;
}

/** The first event of a run that reads `type step`, or `type step[item]`. */
export function eventOf(draft: DraftHistory, runId: string, text: string): Draft<LoggedEvent> {
  const event = runOf(draft, runId).events.find(
    ({ type, step = '', item }) => `${type} ${toUnit(step, item)}`.trim() === text,
  );
  if (event === undefined) throw new Error(`The log of ${runId} has no ${text}.`);
  return event;
}

/** Puts a copy of an event, changed, right before `beforeText`. */
export function addBefore(
  draft: DraftHistory,
  runId: string,
  beforeText: string,
  event: Partial<LoggedEvent> & { type: string },
): void {
  const { events } = runOf(draft, runId);
  const before = eventOf(draft, runId, beforeText);
  events.splice(events.indexOf(before), 0, { seq: 0, at: before.at, ...event });
}

/** The first effect of a run that reads `kind step attempt`. */
export function effectOf(draft: DraftHistory, runId: string, text: string): DraftHistory['effects'][number] {
  const effect = draft.effects.find(
    (one) => one.runId === runId && `${one.kind} ${one.step} ${one.attempt}` === text,
  );
  if (effect === undefined) throw new Error(`No handler of ${runId} noted ${text}.`);
  return effect;
}
