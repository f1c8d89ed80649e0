import { expect, it } from '@jest/globals';
import { Doorbell } from './doorbell.ts';

const DAY_MS = 86_400_000;

it('a doorbell wakes its waiter at once, also if it rang before', async () => {
  const bell = new Doorbell();
  const { signal } = new AbortController();
  bell.ring();
  await bell.wait(DAY_MS, signal);
  const waiting = bell.wait(DAY_MS, signal);
  bell.ring();
  await waiting;
});

it('a doorbell that nobody rings lets its waiter go after the time, or when the signal aborts', async () => {
  const bell = new Doorbell();
  const controller = new AbortController();
  await bell.wait(1, controller.signal);
  const waiting = bell.wait(DAY_MS, controller.signal);
  controller.abort();
  await waiting;
  await bell.wait(DAY_MS, controller.signal);
  expect(controller.signal.aborted).toBe(true);
});
