import { expect, it } from '@jest/globals';
import { orderByEstimate } from './longest-first.ts';

const unit = { path: '/r/packages/engine/src/b.test.ts' };
const store = { path: '/r/packages/store-redis/a.test.ts' };
const fleet = { path: '/r/test/e2e/src/any.test.ts' };
const outside = { path: '/r/test/e2e/src/outside.test.ts' };

it('the test sequencer puts the longest files first, and then those that start processes, where no durations are known', () => {
  expect(orderByEstimate([unit, fleet, outside, store])).toEqual([outside, fleet, store, unit]);
});

it('the test sequencer believes a duration that was measured here', () => {
  const slow = { ...unit, duration: 60_000 };
  expect(orderByEstimate([fleet, store, slow])).toEqual([slow, fleet, store]);
});
