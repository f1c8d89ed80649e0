/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { StoreClock } from './store-clock.ts';

const STORE_NOW = 1_000_000;
let passed: number;
beforeEach(() => {
  passed = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => 5_000 + passed);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** A store that looks at its clock between two ways, each of which takes so long. */
function createStore() {
  const ways = { thereMs: 0, backMs: 0 };
  const ask = async () => {
    passed += ways.thereMs;
    const told = STORE_NOW + passed;
    passed += ways.backMs;
    return told;
  };
  const clock = new StoreClock(ask);
  const askWithin = async (thereMs: number, backMs: number) => {
    Object.assign(ways, { thereMs, backMs });
    await clock.adjust();
  };
  return { clock, askWithin, aheadMs: () => clock.now() - (STORE_NOW + passed) };
}

test.each([
  ['a slow reply', 0, 6_000],
  ['a slow question', 6_000, 0],
  ['a quick answer', 1, 1],
])('after %s the breakers’ clock is never ahead of the store’s', async (_, thereMs, backMs) => {
  const { askWithin, aheadMs } = createStore();
  await askWithin(thereMs, backMs);
  expect(aheadMs()).toBeLessThanOrEqual(0);
  expect(aheadMs()).toBeGreaterThanOrEqual(-backMs);
});

test('a slow answer of the store does not move the breakers’ clock once a quick one is known', async () => {
  const { clock, askWithin, aheadMs } = createStore();
  await askWithin(1, 1);
  for (const [thereMs, backMs] of [
    [0, 6_000],
    [6_000, 0],
    [300, 300],
  ] as const) {
    await askWithin(thereMs, backMs);
    expect(aheadMs()).toBe(-1);
    expect(clock.isExact).toBe(true);
  }
});

test('a slow answer sets the breakers’ clock where there is none, and a quicker one replaces it', async () => {
  const { clock, askWithin, aheadMs } = createStore();
  await askWithin(0, 6_000);
  expect(clock.isExact).toBe(false);
  await askWithin(0, 2_000);
  expect(aheadMs()).toBe(-2_000);
  await askWithin(0, 4_000);
  expect(aheadMs()).toBe(-2_000);
  await askWithin(0, 5);
  expect(aheadMs()).toBe(-5);
  expect(clock.isExact).toBe(true);
});
