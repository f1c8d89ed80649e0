import type { Effect, History, RecordedRun, Violation } from '../history.ts';
import { needsOf } from '../workflows.ts';

const CANCEL_REACHES_WITHIN_MS = 1_000;

/** I7, I10, I17: what handlers saw and did, beside what was recorded. */
export function checkEffects(history: History): Violation[] {
  const byRun = Map.groupBy(history.effects, (effect) => effect.runId);
  return [
    ...history.runs.flatMap((run) => checkValues(run, byRun.get(run.runId) ?? [])),
    ...checkCancellations(history, byRun),
    ...checkIdempotencyKeys(history.effects),
  ];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function checkValues(run: RecordedRun, effects: readonly Effect[]): Violation[] {
  const violations: Violation[] = [];
  const add = (what: string) => violations.push({ invariant: 'I7', runId: run.runId, what });
  const recorded = new Map<string, unknown>();
  for (const event of run.events) {
    if (event.step === undefined || event.type !== 'step.completed') continue;
    recorded.set(event.step, event.output);
    const returned = effects.filter((effect) => effect.kind === 'end' && effect.step === event.step);
    if (!returned.some((effect) => effect.kind === 'end' && same(effect.output, event.output))) {
      add(`the output of ${event.step} was returned by no handler`);
    }
  }
  for (const effect of effects) {
    if (effect.kind !== 'start') continue;
    const needs = needsOf(run.workflow)[effect.step] ?? [];
    const expected = Object.fromEntries(needs.map((need) => [need, recorded.get(need) ?? null]));
    if (!same(sorted(effect.see), sorted(expected)))
      add(`${effect.step} saw something else than was recorded`);
  }
  const end = run.events.at(-1);
  if (run.status === 'completed' && !same(end?.output, run.output)) add('the result is not the recorded one');
  return violations;
}

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort()) : value;

function checkCancellations(
  { cancellations, runs }: History,
  byRun: ReadonlyMap<string, readonly Effect[]>,
): Violation[] {
  const statusOf = new Map(runs.map((run) => [run.runId, run.status]));
  return cancellations.flatMap(({ runId, acknowledgedAt, status }) => {
    if (status !== 202 && status !== 200) return [];
    const late = (byRun.get(runId) ?? []).filter(
      (effect) => effect.kind === 'start' && effect.at > acknowledgedAt + CANCEL_REACHES_WITHIN_MS,
    );
    const violations: Violation[] = late.map((effect) => ({
      invariant: 'I10',
      runId,
      what: `${effect.step} started ${effect.at - acknowledgedAt} ms after the cancellation`,
    }));
    const found = statusOf.get(runId);
    if (found !== 'cancelled') violations.push({ invariant: 'I10', runId, what: `cancelled, and ${found}` });
    return violations;
  });
}

function checkIdempotencyKeys(effects: readonly Effect[]): Violation[] {
  const stepOf = new Map<string, string>();
  const keyOf = new Map<string, string>();
  return effects.flatMap(({ runId, step, key }) => {
    const instance = `${runId} ${step}`;
    const isOdd = (stepOf.get(key) ?? instance) !== instance || (keyOf.get(instance) ?? key) !== key;
    stepOf.set(key, instance);
    keyOf.set(instance, key);
    return isOdd ? [{ invariant: 'I17', runId, what: `the key ${key} is not step ${step}'s alone` }] : [];
  });
}
