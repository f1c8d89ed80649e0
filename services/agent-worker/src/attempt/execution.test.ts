import { expect, it } from '@jest/globals';
import { Execution } from './execution.ts';

const never = new Promise<string>(() => {});

it('Execution waits for the work or for the abort, whichever comes first', async () => {
  const done = new Execution('r', { unit: 'a', token: 1 }, 0);
  expect(await done.race(Promise.resolve('work'))).toBe('work');
  const stopped = new Execution('r', { unit: 'a', token: 1 }, 0);
  const race = stopped.race(never);
  stopped.abort('run-over');
  expect(await race).toBe('run-over');
});

it('Execution does not wait for work that begins after the abort', async () => {
  const execution = new Execution('r', { unit: 'a', token: 1 }, 0);
  execution.abort('expired');
  expect(await execution.race(never)).toBe('expired');
});

it('Execution keeps the first cause', async () => {
  const execution = new Execution('r', { unit: 'a', token: 1 }, 0);
  const race = execution.race(never);
  execution.abort('timed_out');
  execution.abort('fenced');
  expect(execution.cause).toBe('timed_out');
  expect(await race).toBe('timed_out');
});

it('Execution tells by its signal that it was aborted, and why, also to those who ask late', () => {
  const execution = new Execution('r', { unit: 'a', token: 1 }, 0);
  const { signal } = execution;
  expect(signal.aborted).toBe(false);
  execution.abort('fenced');
  expect(signal.reason).toEqual(new Error('The step was taken over by another worker.'));
  const late = new Execution('r', { unit: 'a', token: 1 }, 0);
  late.abort('run-over');
  expect(late.signal.reason).toEqual(new Error('The run is over.'));
});
