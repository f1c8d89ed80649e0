import { expect, it } from '@jest/globals';
import { describeWaiting } from './describe-waiting.ts';

it('a heartbeat tells of results that have waited for a second, and of none that are on their way', () => {
  const described = (oldestMs: number) =>
    describeWaiting({ describe: () => ({ results: 2, bytes: 30, maxBytes: 64, oldestMs, isFull: false }) });
  expect(described(999)).toEqual({});
  expect(described(1_000)).toEqual({ waiting: { results: 2, bytes: 30, maxBytes: 64, oldestMs: 1_000 } });
});
