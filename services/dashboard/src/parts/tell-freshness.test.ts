import { expect, test } from '@jest/globals';
import { tellFreshness } from './tell-freshness.ts';

const facts = { at: 100_000, now: 103_000, everyMs: 10_000, isFollowing: false, isFailed: false };

test('a page says what makes it new, and when it was read', () => {
  expect(tellFreshness(facts).text).toBe('Read every 10 s, read 3 s ago');
  expect(tellFreshness({ ...facts, everyMs: 5_000 }).text).toBe('Read every 5 s, read 3 s ago');
  expect(tellFreshness({ ...facts, isFollowing: true })).toEqual({
    isStale: false,
    text: 'Live by events, read 3 s ago',
  });
  expect(tellFreshness({ ...facts, now: 99_000 }).text).toBe('Read every 10 s, read now');
});

test('what could not be read anew, or was not in time, is not live', () => {
  expect(tellFreshness({ ...facts, isFailed: true })).toEqual({
    isStale: true,
    text: 'Not live: read 3 s ago',
  });
  expect(tellFreshness({ ...facts, isFollowing: true, now: 100_000 + 35_001 }).isStale).toBe(true);
  expect(tellFreshness({ ...facts, isFollowing: true, now: 100_000 + 35_000 }).isStale).toBe(false);
});
