import type { LoggedEvent, RecordedRun, Violation } from '../history.ts';
import { MAX_ATTEMPTS, needsOf } from '../workflows.ts';

const RUN_END = /^run\.(completed|failed|cancelled|timed_out)$/;
const OUTCOME = /^step\.(completed|failed|skipped|timed_out)$/;
const SATISFIED = /^step\.(completed|failed|skipped|timed_out)$/;
const MAX_LOST = 3;

/** I2, I4, I5, I6, I8, I11, I18, I21: what one run's log may say. */
export function checkLog(run: RecordedRun): Violation[] {
  const found = [
    ...checkEnd(run),
    ...checkOrder(run),
    ...groupByStep(run.events).flatMap(([step, events]) => checkStep(step, events)),
    ...checkNeeds(run),
  ];
  return found.map((violation) => ({ ...violation, runId: run.runId }));
}

function checkEnd({ events, status }: RecordedRun): Violation[] {
  const ends = events.filter((event) => RUN_END.test(event.type));
  if (ends.length !== 1) return [{ invariant: 'I2', what: `${ends.length} terminal events` }];
  if (events.at(-1) !== ends[0]) return [{ invariant: 'I2', what: 'events after the end' }];
  return ends[0]?.type === `run.${status}`
    ? []
    : [{ invariant: 'I2', what: `the log ends ${ends[0]?.type}, the run is ${status}` }];
}

function checkOrder({ events, eventsAgain }: RecordedRun): Violation[] {
  const violations: Violation[] = [];
  if (events.some((event, i) => event.seq !== i + 1))
    violations.push({ invariant: 'I8', what: 'numbers with gaps' });
  if (events.some((event, i) => event.at < (events[i - 1]?.at ?? ''))) {
    violations.push({ invariant: 'I8', what: 'times that go back' });
  }
  if (JSON.stringify(events) !== JSON.stringify(eventsAgain)) {
    violations.push({ invariant: 'I8', what: 'two readers see two logs' });
  }
  return violations;
}

function groupByStep(events: readonly LoggedEvent[]): [string, LoggedEvent[]][] {
  const steps = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    if (event.step === undefined) continue;
    steps.set(event.step, [...(steps.get(event.step) ?? []), event]);
  }
  return [...steps];
}

function checkStep(step: string, events: readonly LoggedEvent[]): Violation[] {
  const violations: Violation[] = [];
  const add = (invariant: string, what: string) =>
    violations.push({ invariant, what: `step ${step}: ${what}` });
  const outcomes = events.filter((event) => OUTCOME.test(event.type));
  if (outcomes.length > 1) add('I4', `${outcomes.length} outcomes`);
  if (events.filter((event) => event.type === 'step.scheduled').length > 1) add('I5', 'scheduled twice');
  const attempts = events.filter((event) => event.type === 'step.started').map((event) => event.attempt ?? 0);
  if (attempts.some((attempt) => attempt > MAX_ATTEMPTS)) add('I11', 'more attempts than allowed');
  if (!areInOrder(events)) add('I11', `attempts ${attempts.join(', ')}`);
  const [outcome] = outcomes;
  if (outcome?.type === 'step.completed' && outcome.attempt !== attempts.at(-1)) {
    add('I18', `the outcome of attempt ${outcome.attempt}, though ${attempts.at(-1)} was started last`);
  }
  if (events.some((event) => (event.lost ?? 0) > MAX_LOST)) add('I21', 'more than three deliveries');
  return violations;
}

/** Attempts are 1, 2, 3 …; only a delivery that was lost or given back lets one start again. */
function areInOrder(events: readonly LoggedEvent[]): boolean {
  let last = 0;
  let mayRepeat = false;
  for (const { type, attempt } of events) {
    if (type === 'step.redelivered') mayRepeat = true;
    if (type !== 'step.started') continue;
    if (attempt !== last + 1 && !(mayRepeat && attempt === last)) return false;
    last = attempt;
    mayRepeat = false;
  }
  return true;
}

/** A step starts only when all that it needs has its outcome. */
function checkNeeds({ workflow, events }: RecordedRun): Violation[] {
  const needs = needsOf(workflow);
  const satisfied = new Set<string>();
  const violations: Violation[] = [];
  for (const { type, step } of events) {
    if (step === undefined) continue;
    if (SATISFIED.test(type)) satisfied.add(step);
    if (type !== 'step.scheduled' && type !== 'step.started') continue;
    const missing = (needs[step] ?? []).filter((need) => !satisfied.has(need));
    if (missing.length > 0)
      violations.push({ invariant: 'I6', what: `${type} ${step} before ${missing.join(', ')}` });
  }
  return violations;
}
