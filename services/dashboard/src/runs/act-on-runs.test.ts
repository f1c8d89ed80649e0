import { RefusedError } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { type ActCounts, actOnRuns } from './act-on-runs.ts';

const refuse = () => {
  throw new RefusedError({ status: 409, code: 'RUN_ENDED', detail: 'It has ended.' });
};

test('each run is acted on, and those that were refused are told with their reason', async () => {
  const told: ActCounts[] = [];
  const act = async (id: string) => (id === 'b' ? refuse() : id);
  await actOnRuns(['a', 'b', 'c'], act, (counts) => told.push(counts), new AbortController().signal);
  expect(told.at(-1)).toEqual({
    status: 'completed',
    matched: 3,
    done: 2,
    refused: 1,
    failed: 0,
    reasons: [{ id: 'b', outcome: 'refused', code: 'RUN_ENDED', message: 'It has ended.' }],
  });
});

test('only some are under way at a time, and none begins after a stop', async () => {
  const ids = Array.from({ length: 100 }, (_, i) => `${i}`);
  const controller = new AbortController();
  let [now, most, calls] = [0, 0, 0];
  const act = async () => {
    most = Math.max(most, ++now);
    if (++calls === 20) controller.abort();
    await Promise.resolve();
    now--;
  };
  const told: ActCounts[] = [];
  await actOnRuns(ids, act, (counts) => told.push(counts), controller.signal);
  expect(most).toBe(6);
  expect(calls).toBeLessThan(30);
  expect(told.at(-1)?.status).toBe('stopped');
});
