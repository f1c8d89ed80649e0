import type { WorkerFacts } from '@ag06/health';
import { expect, it } from '@jest/globals';
import { sumFallbacks } from './sum-fallbacks.ts';

const worker = (results: number, bytes: number, isLive = true): WorkerFacts => ({
  id: 'w',
  silentMs: 0,
  isLive,
  slots: undefined,
  lagMs: undefined,
  waiting: results === 0 ? undefined : { results, bytes, maxBytes: 100, oldestMs: 1_000 * results },
});

it('the fallbacks of live workers are added up, and the fullest counts', () => {
  expect(sumFallbacks([worker(0, 0)])).toEqual({});
  expect(sumFallbacks([worker(1, 10), worker(2, 50), worker(0, 0), worker(9, 99, false)])).toEqual({
    fallback: { workers: 2, results: 3, share: 0.5, oldestMs: 2_000 },
  });
});
