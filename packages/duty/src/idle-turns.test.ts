/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Duty, type DutyTurn } from './duty.ts';

const EVERY_MS = 100;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

it('A duty waits longer after a turn that found nothing to do, unless it is asked for a turn', async () => {
  const answers: DutyTurn[] = ['idle', 'idle', undefined, 'idle'];
  const act = jest.fn(() => answers.shift());
  const duty = new Duty({ name: 'idle', everyMs: EVERY_MS, idleMs: 2 * EVERY_MS, act, onError: () => {} });
  duty.start();
  await pass(2 * EVERY_MS - 1);
  expect(act).toHaveBeenCalledTimes(1);
  await pass(1 + 2 * EVERY_MS);
  expect(act).toHaveBeenCalledTimes(3);
  await pass(EVERY_MS);
  expect(act).toHaveBeenCalledTimes(4);
  await pass(EVERY_MS);
  duty.soon();
  await pass(0);
  expect(act).toHaveBeenCalledTimes(5);
  await duty.stop();
});

it('A duty that waits longer takes its next turn in the usual time once work has begun, and no turn at once', async () => {
  const act = jest.fn((): DutyTurn => 'idle');
  const duty = new Duty({ name: 'idle', everyMs: EVERY_MS, idleMs: 20 * EVERY_MS, act, onError: () => {} });
  duty.start();
  await pass(5 * EVERY_MS);
  expect(act).toHaveBeenCalledTimes(1);
  duty.wake();
  await pass(EVERY_MS - 1);
  // Who wakes it again, because more work begins, does not put the turn off.
  duty.wake();
  expect(act).toHaveBeenCalledTimes(1);
  await pass(1);
  expect(act).toHaveBeenCalledTimes(2);
  await duty.stop();
  duty.wake();
  await pass(20 * EVERY_MS);
  expect(act).toHaveBeenCalledTimes(2);
});

it('A duty that is woken where it was not waiting longer keeps its time', async () => {
  const act = jest.fn(() => undefined);
  const duty = new Duty({ name: 'busy', everyMs: EVERY_MS, idleMs: 5 * EVERY_MS, act, onError: () => {} });
  duty.start();
  await pass(EVERY_MS / 2);
  duty.wake();
  await pass(EVERY_MS / 2);
  expect(act).toHaveBeenCalledTimes(2);
  await duty.stop();
});

it('A duty whose work begins while a turn is at hand, which finds nothing, takes its next turn in the usual time', async () => {
  const looked = Promise.withResolvers<DutyTurn>();
  const act = jest.fn(async (): Promise<DutyTurn> => (act.mock.calls.length === 1 ? looked.promise : 'idle'));
  const duty = new Duty({ name: 'looks', everyMs: EVERY_MS, idleMs: 20 * EVERY_MS, act, onError: () => {} });
  duty.start();
  await pass(0);
  expect(duty.wake()).toBe(false);
  looked.resolve('idle');
  await pass(EVERY_MS);
  expect(act).toHaveBeenCalledTimes(2);
  // That holds for one turn.
  await pass(4 * EVERY_MS);
  expect(act).toHaveBeenCalledTimes(2);
  expect(duty.wake()).toBe(true);
  await duty.stop();
});
