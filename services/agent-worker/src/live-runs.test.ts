import type { RunField } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { Execution } from './execution.ts';
import { LiveRuns } from './live-runs.ts';

const unit = (token: number) => `running|1|1|0||c|a.d1|1|${token}|w|0|s`;
const storeWith = (text: string | undefined) => ({
  loadFields: async () => new Map<RunField, string>(text === undefined ? [] : [['s:a', text]]),
});

it('tells every handler of a run that it is over, and no other', () => {
  const live = new LiveRuns();
  const [one, two, other] = [
    new Execution('r', 'a', 1, 0),
    new Execution('r', 'b', 2, 0),
    new Execution('q', 'a', 1, 0),
  ];
  for (const execution of [one, two, other]) live.add(execution);
  const { signal } = one;
  live.abortRun('r');
  expect(signal.aborted).toBe(true);
  expect(two.signal.aborted).toBe(true);
  expect(other.signal.aborted).toBe(false);
});

it.each([
  ['the same token', unit(5), undefined],
  ['another token', unit(6), 'fenced'],
  ['no run any more', undefined, 'fenced'],
])('asks the store about what runs for long: %s', async (_, text, cause) => {
  const live = new LiveRuns();
  const execution = new Execution('r', 'a', 5, performance.now() - 10_000);
  live.add(execution);
  await live.abortFenced(storeWith(text), 1_000);
  expect(execution.cause).toBe(cause);
});

it('ends attempts for which nobody named a time-out, and forgets those that ended', async () => {
  const live = new LiveRuns();
  const [running, ended] = [new Execution('r', 'a', 1, 0), new Execution('r', 'b', 2, 0)];
  live.add(running);
  live.add(ended);
  live.delete(ended);
  live.abortOverdue(-1);
  expect(await running.race(new Promise(() => {}))).toBe('timed_out');
  expect(ended.cause).toBeUndefined();
});

it('leaves attempts to the time-out that somebody named', () => {
  const live = new LiveRuns();
  const patient = new Execution('r', 'a', 1, 0, 3_600_000);
  live.add(patient);
  live.abortOverdue(-1);
  expect(patient.cause).toBeUndefined();
});
