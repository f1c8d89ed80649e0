import { expect, it } from '@jest/globals';
import { isDeeperThan } from './is-deeper-than.ts';

const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

it('isDeeperThan counts arrays and objects within each other, and nothing else', () => {
  expect(isDeeperThan('text', 0)).toBe(false);
  expect(isDeeperThan({}, 1)).toBe(false);
  expect(isDeeperThan({ a: [1, { b: 2 }] }, 3)).toBe(false);
  expect(isDeeperThan({ a: [1, { b: 2 }] }, 2)).toBe(true);
  expect(isDeeperThan(nested(64), 64)).toBe(false);
  expect(isDeeperThan(nested(65), 64)).toBe(true);
});

it('isDeeperThan judges what nests deeper than any stack', () => {
  expect(isDeeperThan(nested(100_000), 64)).toBe(true);
});
