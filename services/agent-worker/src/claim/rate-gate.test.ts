/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { createMemoryStore, type SharedStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RateGate } from './rate-gate.ts';

const AGENT = 'x.limited';
const never = new AbortController().signal;

function createGate(
  rate: { of: number | null },
  store = createMemoryStore(),
  holder = 'w-1',
  shared: Pick<SharedStore, 'load' | 'swap'> = store.shared,
) {
  return new RateGate({
    holder,
    shared,
    storeTime: () => store.runs.now(),
    rateOf: () => rate.of,
    onError: (error) => {
      throw error;
    },
  });
}

it('an agent without a rate needs no permit', () => {
  const gate = createGate({ of: null });
  expect(gate.take(AGENT, never)).toBeUndefined();
  expect(gate.tryTake(AGENT)).toBe('free');
});

it('the permits of two workers keep the rate of the fleet together', async () => {
  const store = createMemoryStore();
  const rate = { of: 100 };
  const gates = [createGate(rate, store, 'w-1'), createGate(rate, store, 'w-2')];
  const before = performance.now();
  const moments: number[] = [];
  const takes = gates.flatMap((gate) =>
    Array.from({ length: 20 }, async () => {
      await gate.take(AGENT, never);
      moments.push(performance.now() - before);
    }),
  );
  await Promise.all(takes);
  // The last of 40 permits comes 390 ms after the first, however fast the machine is.
  expect(Math.max(...moments)).toBeGreaterThan(380);
  for (const gate of gates) gate.stop();
});

describe('under a clock that the test moves', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const createStore = () => createMemoryStore({ now: () => Date.now() });

  /** The same documents, each answer after `wait`. */
  const behind = (shared: SharedStore, wait: () => Promise<unknown>): Pick<SharedStore, 'load' | 'swap'> => ({
    load: (...asked) => wait().then(() => shared.load(...asked)),
    swap: (...asked) => wait().then(() => shared.swap(...asked)),
  });

  it('a worker far from the store gets permits too while one beside it always has steps that wait', async () => {
    const store = createStore();
    const far = behind(store.shared, () => new Promise((resolve) => setTimeout(resolve, 3)));
    const stop = new AbortController();
    const counts = [0, 0];
    for (const [i, shared] of [store.shared, far].entries()) {
      const gate = createGate({ of: 1 }, store, `w-${i}`, shared);
      const count = () => void counts.splice(i, 1, (counts[i] ?? 0) + 1);
      const takeAll = async () => {
        for (;;) await gate.take(AGENT, stop.signal)?.then(count);
      };
      takeAll().catch(() => gate.stop());
    }
    await jest.advanceTimersByTimeAsync(60_000);
    stop.abort();
    expect(Math.min(...counts)).toBeGreaterThan(5);
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThan(55);
  });

  it('a rate that changes while permits are asked for is in force at once', async () => {
    const store = createStore();
    const rate = { of: 0.01 };
    const slow = behind(store.shared, () => new Promise((resolve) => setTimeout(resolve, 200)));
    const gate = createGate(rate, store, 'w-1', slow);
    const first = gate.take(AGENT, never);
    await jest.advanceTimersByTimeAsync(1_000);
    await first;
    let isIn = false;
    void gate.take(AGENT, never)?.then(() => {
      isIn = true;
    });
    await jest.advanceTimersByTimeAsync(100);
    rate.of = 100;
    gate.refresh(AGENT);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(isIn).toBe(true);
    gate.stop();
  });
});

it('who waits is let in at once when the rate is gone, and leaves when told to stop', async () => {
  const rate: { of: number | null } = { of: 0.01 };
  const gate = createGate(rate);
  await gate.take(AGENT, never);
  const stop = new AbortController();
  const leaves = gate.take(AGENT, stop.signal);
  stop.abort(new Error('drain'));
  await expect(leaves).rejects.toThrow('drain');
  const waits = gate.take(AGENT, never);
  rate.of = null;
  gate.refresh(AGENT);
  expect(await waits).toBeUndefined();
  gate.stop();
});

it('a permit that was given back serves the next one', async () => {
  const gate = createGate({ of: 0.01 });
  const permit = await gate.take(AGENT, never);
  let isIn = false;
  const next = gate.take(AGENT, never)?.then(() => {
    isIn = true;
  });
  expect(gate.tryTake(AGENT)).toBeUndefined();
  permit?.giveBack();
  await until(() => isIn);
  await next;
  gate.stop();
});
