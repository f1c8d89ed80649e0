import { createMemoryStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { RateGate } from './rate-gate.ts';

const AGENT = 'x.limited';
const never = new AbortController().signal;

function createGate(rate: { of: number | null }, store = createMemoryStore(), holder = 'w-1') {
  return new RateGate({
    holder,
    shared: store.shared,
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
