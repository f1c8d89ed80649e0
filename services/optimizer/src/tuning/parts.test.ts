import { expect, it } from '@jest/globals';
import { changedParts, changedPerJob, keyOf, withParts } from './parts.ts';

const [slow, fast] = [{ hedgeAfterMs: 900 }, { hedgeAfterMs: 30, timeoutMs: 4_000 }];

it('sizes are parts of their own, and other settings are one each', () => {
  const before = { maxAttempts: 3, concurrency: 4, bySize: { 0: slow, 1: slow } };
  const after = { maxAttempts: 8, concurrency: 5, bySize: { 1: fast, 2: slow } };
  expect(changedParts(before, after).toSorted()).toEqual([
    'bySize.0',
    'bySize.1',
    'bySize.2',
    'concurrency',
    'maxAttempts',
  ]);
  expect(changedPerJob(before, after)).not.toContain('concurrency');
  expect(changedParts({ bySize: {} }, {})).toEqual([]);
});

it('the order of what is in a part does not matter', () => {
  const turned = { timeoutMs: 4_000, hedgeAfterMs: 30 };
  expect(keyOf({ bySize: { 1: turned } }, 'bySize.1')).toBe(keyOf({ bySize: { 1: fast } }, 'bySize.1'));
  expect(keyOf({}, 'bySize.1')).toBe('');
});

it('settings take single parts from others, be they unset there', () => {
  const settings = { maxAttempts: 8, backoffMs: 5, bySize: { 0: slow, 1: slow } };
  const others = { backoffMs: 7, bySize: { 1: fast, 2: fast } };
  expect(withParts(settings, others, ['maxAttempts', 'bySize.1'])).toEqual({
    backoffMs: 5,
    bySize: { 0: slow, 1: fast },
  });
  expect(withParts({ bySize: { 0: slow } }, {}, ['bySize.0'])).toEqual({});
});
