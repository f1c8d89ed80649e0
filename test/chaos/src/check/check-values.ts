import { isTerminal, type LoggedEvent } from '../api.ts';
import type { Effect } from '../effect.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { partsOf } from '../unit.ts';
import { type LoadStep, leavesOf, SLEEP_MS, stepOfUnit } from '../workflows.ts';
import { callOf, outputsOf, readUnits } from './log-reading.ts';
import { isSameJson } from './same-json.ts';

/** I7: values that are recorded, seen by dependants and told as a result are one and the same, and a handler's. */
export function checkValues({ runs, effects, observations }: History): Violation[] {
  const effectsOf = Map.groupBy(effects, ({ runId }) => runId);
  const runOf = new Map(runs.map((run) => [run.runId, run]));
  const early = observations.flatMap((seen) => {
    if (seen.of !== 'run' || seen.run.output === undefined) return [];
    const isTold = isTerminal(seen.run.status);
    if (isTold && isSameJson(seen.run.output, runOf.get(seen.runId)?.run.output)) return [];
    return [
      {
        invariant: 'I7',
        runId: seen.runId,
        what: `a reader saw another result (${seen.run.status})`,
        isLoss: true,
      },
    ];
  });
  const found = runs.flatMap((run) => {
    const own = effectsOf.get(run.runId) ?? [];
    const about = { invariant: 'I7', runId: run.runId };
    return [
      ...[...checkRecorded(run, own), ...checkResult(run)].map((what) => ({ ...about, what })),
      ...checkSeen(run, own).map((what) => ({ ...about, what, isLoss: true })),
    ];
  });
  return [...found, ...early];
}

function checkRecorded({ events, run }: RecordedRun, effects: readonly Effect[]): string[] {
  const returned = new Map(effects.map((effect) => [`${effect.kind} ${effect.call}`, effect]));
  return readUnits(events).flatMap((event) => {
    const { type, step = '', output, error } = event;
    // A step that is exhausted has the output of its last iteration.
    const isExhausted = type === 'step.failed' && error?.code === 'REPEAT_EXHAUSTED';
    if (type !== 'step.completed' && !isExhausted) return [];
    const { agent, lanes, waits } = stepOfUnit(run.workflow, step) ?? {};
    if (waits !== undefined) return checkWaited(waits, step, event, events);
    // The outputs of a list are those of its items, which are told with them.
    if (lanes !== undefined && partsOf(step).item === undefined) {
      const isSo = event.items === undefined ? isSameJson(output, []) : output === undefined;
      return isSo ? [] : [`${step} told another output than its items’`];
    }
    if (agent === 'core.sleep')
      return isSameJson(output, { ms: SLEEP_MS }) ? [] : [`${step} slept otherwise`];
    const effect = returned.get(`return ${callOf(event)}`);
    const isHis = effect?.kind === 'return' && effect.step === step && isSameJson(effect.output, output);
    return isHis ? [] : [`the recorded output of ${step} was returned by no handler of it`];
  });
}

/** What a signal brought and what a child gave is checked with them. */
function checkWaited(
  waits: NonNullable<LoadStep['waits']>,
  step: string,
  { output }: LoggedEvent,
  events: readonly LoggedEvent[],
): string[] {
  if (waits.for !== 'time') return [];
  const { dueAt = 0 } = events.findLast((one) => one.type === 'step.waiting' && one.step === step) ?? {};
  return isSameJson(output, { dueAt: new Date(dueAt).toISOString() })
    ? []
    : [`${step} waited until another time`];
}

function checkSeen({ events, run }: RecordedRun, effects: readonly Effect[]): string[] {
  const outputs = outputsOf(events);
  return effects.flatMap((effect) => {
    if (effect.kind !== 'start') return [];
    const needs = stepOfUnit(run.workflow, effect.step)?.needs ?? [];
    const expected = Object.fromEntries(needs.map((need) => [need, outputs.get(need) ?? null]));
    return isSameJson(effect.see, expected)
      ? []
      : [`${effect.step} saw ${JSON.stringify(effect.see)}, recorded is ${JSON.stringify(expected)}`];
  });
}

function checkResult({ events, run, result }: RecordedRun): string[] {
  if (run.status !== 'completed') {
    const isTold = run.output !== undefined || result.output !== undefined;
    return isTold ? [`a result, though the run is ${run.status}`] : [];
  }
  const outputs = outputsOf(events);
  const expected = Object.fromEntries(leavesOf(run.workflow).map((id) => [id, outputs.get(id) ?? null]));
  const told = [events.at(-1)?.output, run.output, result.output];
  return told.every((one) => isSameJson(one, expected)) ? [] : ['the result is not what its steps gave'];
}
