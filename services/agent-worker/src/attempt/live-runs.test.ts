import { expect, it } from '@jest/globals';
import { Execution } from './execution.ts';
import { LiveRuns } from './live-runs.ts';

/** A store in which the unit is held under this token. */
const storeWith = (current: number | undefined) => ({
  isHeld: async (_: string, __: string, token: number) => token === current,
});

it('LiveRuns tells every handler of a run that it is over, and no other', () => {
  const live = new LiveRuns();
  const [one, two, other] = [
    new Execution('r', { unit: 'a', token: 1 }, 0),
    new Execution('r', { unit: 'b', token: 2 }, 0),
    new Execution('q', { unit: 'a', token: 1 }, 0),
  ];
  for (const execution of [one, two, other]) live.add(execution);
  const { signal } = one;
  live.abortRun('r');
  expect(signal.aborted).toBe(true);
  expect(two.signal.aborted).toBe(true);
  expect(other.signal.aborted).toBe(false);
});

it.each([
  ['the same token', 5, undefined],
  ['another token', 6, 'fenced'],
  ['no run any more', undefined, 'fenced'],
])('LiveRuns asks the store about what runs for long: %s', async (_, token, cause) => {
  const live = new LiveRuns();
  const execution = new Execution('r', { unit: 'a', token: 5 }, performance.now() - 10_000);
  live.add(execution);
  await live.abortFenced(storeWith(token), 1_000);
  expect(execution.cause).toBe(cause);
});

it('LiveRuns stops for an older token what a newer delivery in this process has still, and lets it begin anew', async () => {
  const live = new LiveRuns();
  const execution = new Execution('r', { unit: 'a', token: 5 }, performance.now() - 10_000);
  live.add(execution);
  await live.abortFenced(storeWith(6), 1_000);
  expect(execution.renewalSinceFenced).toBeUndefined();
  execution.token = 6;
  const grant = { unit: 'a', attempt: 1, token: 6, lost: 0, values: new Map() };
  execution.renewal = { grant, sentAt: 1 };
  expect(execution.renewalSinceFenced).toEqual({ grant, sentAt: 1 });
});

it('LiveRuns ends attempts for which nobody named a time-out, and forgets those that ended', async () => {
  const live = new LiveRuns();
  const [running, ended] = [
    new Execution('r', { unit: 'a', token: 1 }, 0),
    new Execution('r', { unit: 'b', token: 2 }, 0),
  ];
  live.add(running);
  live.add(ended);
  live.delete(ended);
  live.abortOverdue(-1);
  expect(await running.race(new Promise(() => {}))).toBe('timed_out');
  expect(ended.cause).toBeUndefined();
});

it('LiveRuns leaves attempts to the time-out that somebody named', () => {
  const live = new LiveRuns();
  const patient = new Execution('r', { unit: 'a', token: 1 }, 0, 3_600_000);
  live.add(patient);
  live.abortOverdue(-1);
  expect(patient.cause).toBeUndefined();
});

it('LiveRuns tells when a handler begins where none ran, and not of others beside it', () => {
  const live = new LiveRuns();
  let begun = 0;
  live.onBegun(() => begun++);
  const one = new Execution('r', { unit: 'a', token: 1 }, 0);
  const two = new Execution('r', { unit: 'b', token: 2 }, 0);
  for (let round = 1; round <= 2; round++) {
    expect(live.isEmpty()).toBe(true);
    live.add(one);
    live.add(two);
    expect([live.isEmpty(), begun]).toEqual([false, round]);
    live.delete(one);
    live.delete(two);
  }
});
