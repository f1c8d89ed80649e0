/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { until } from '@ag06/test-support';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { HeldLocks } from './held-locks.ts';
import { RenewalLoop } from './renewal-loop.ts';

const LOCK_MS = 50;
const loops: RenewalLoop[] = [];
afterEach(() => {
  for (const loop of loops.splice(0)) loop.stop();
  jest.useRealTimers();
});

function startLoop(locks: HeldLocks, isKeptElsewhere: () => boolean) {
  const renewed: string[] = [];
  const errors: string[] = [];
  let failure: Error | undefined;
  const loop = new RenewalLoop({
    locks,
    isKeptElsewhere,
    lockMs: LOCK_MS,
    extend: async (_, some) => {
      if (failure !== undefined) throw failure;
      renewed.push(...some.map(({ jobId }) => jobId));
      return [];
    },
    onError: ({ message }) => errors.push(message),
  });
  loops.push(loop);
  loop.start();
  const fail = (error: Error | undefined) => {
    failure = error;
  };
  return { loop, renewed, errors, fail };
}

describe('the renewal of locks within the event loop', () => {
  it('renews held locks while no other thread does, and again after that thread has died', async () => {
    const locks = new HeldLocks();
    let isKept = true;
    const { renewed } = startLoop(locks, () => isKept);
    locks.hold({ queue: 'q', jobId: 'short', token: 't' }, 1, () => {});
    locks.hold({ queue: 'q', jobId: 'l'.repeat(600), token: 't' }, 1, () => {});
    await until(() => renewed.length > 2);
    expect(renewed).not.toContain('short');
    isKept = false;
    await until(() => renewed.includes('short'));
  });

  it('wakes the process only while locks are held, and never after its stop', () => {
    jest.useFakeTimers();
    const locks = new HeldLocks();
    const { loop } = startLoop(locks, () => true);
    expect(jest.getTimerCount()).toBe(0);
    const hold = (jobId: string) => locks.hold({ queue: 'q', jobId, token: 't' }, 1, () => {});
    const held = [hold('short'), hold('l'.repeat(600))];
    jest.advanceTimersByTime(10 * LOCK_MS);
    expect(jest.getTimerCount()).toBe(1);
    for (const lock of held) lock.release();
    jest.advanceTimersByTime(LOCK_MS);
    expect(jest.getTimerCount()).toBe(0);
    hold('again');
    expect(jest.getTimerCount()).toBe(1);
    loop.stop();
    hold('late').release();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('reports failures, and goes on', async () => {
    const locks = new HeldLocks();
    const { renewed, errors, fail } = startLoop(locks, () => false);
    fail(new Error('away'));
    locks.hold({ queue: 'q', jobId: 'a', token: 't' }, 1, () => {});
    await until(() => errors.includes('away'));
    fail(undefined);
    await until(() => renewed.includes('a'));
  });
});
