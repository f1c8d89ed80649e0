import type { RunFilter, RunSummaryView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { LATELY_MS, LatelyFailed } from './lately-failed.ts';

const NOW = Date.parse('2026-01-10T12:00:00Z');
const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;
const run = (runId: string, createdAgoMs: number, endedAgoMs: number): RunSummaryView => ({
  runId,
  workflow: 'buy',
  version: 'v',
  status: 'failed',
  tenant: 'default',
  priority: 'normal',
  correlationId: 'c',
  traceId: null,
  tags: [],
  createdAt: new Date(NOW - createdAgoMs).toISOString(),
  finishedAt: new Date(NOW - endedAgoMs).toISOString(),
});

/** A fleet with failed runs that answers as `GET /v1/runs` does, and says what it was asked. */
function createFleet(runs: readonly RunSummaryView[]) {
  const asked: RunFilter[] = [];
  const ms = (time: Date | string | undefined) => (time === undefined ? undefined : new Date(time).getTime());
  const client = {
    listPage: async (filter: RunFilter = {}) => {
      asked.push(filter);
      const [from, to, endedFrom] = [ms(filter.from), ms(filter.to), ms(filter.endedFrom)];
      const items = runs.filter(
        ({ createdAt, finishedAt = createdAt }) =>
          (from === undefined || Date.parse(createdAt) >= from) &&
          (to === undefined || Date.parse(createdAt) < to) &&
          (endedFrom === undefined || Date.parse(finishedAt) >= endedFrom),
      );
      return { items };
    },
  };
  const countLong = () => asked.filter(({ endedFrom }) => endedFrom !== undefined).length;
  return { failed: new LatelyFailed(client), countLong };
}

test('a run that waited for days and failed within the last one is found, and one that failed before is not', async () => {
  const { failed } = createFleet([
    run('young', HOUR_MS, HOUR_MS / 2),
    run('long', 5 * LATELY_MS, HOUR_MS / 4),
    run('old', 5 * LATELY_MS, 2 * LATELY_MS),
  ]);
  const { items, isAll } = await failed.load(NOW, signal);
  expect(items.map(({ runId }) => runId)).toEqual(['long', 'young']);
  expect(isAll).toBe(true);
});

test('a run drops out when its failure is a day old, and none is missed as the day moves on', async () => {
  const { failed } = createFleet([
    run('leaves', LATELY_MS - 10_000, LATELY_MS - 20_000),
    // It is a day old between two looks, and failed later.
    run('between', LATELY_MS - 10_000, HOUR_MS),
  ]);
  const at = async (now: number) => (await failed.load(now, signal)).items.map(({ runId }) => runId);
  expect(await at(NOW)).toEqual(['between', 'leaves']);
  expect(await at(NOW + 30_000)).toEqual(['between']);
  expect(await at(NOW + 90_000)).toEqual(['between']);
});

test('all that ever failed is examined once a minute, and ten seconds after that if something has changed', async () => {
  const { failed, countLong } = createFleet([]);
  for (const seconds of [0, 5, 55]) await failed.load(NOW + seconds * 1_000, signal);
  expect(countLong()).toBe(1);
  await failed.load(NOW + 60_000, signal);
  expect(countLong()).toBe(2);
  failed.expectChange();
  await failed.load(NOW + 65_000, signal);
  expect(countLong()).toBe(2);
  await failed.load(NOW + 70_000, signal);
  expect(countLong()).toBe(3);
  await failed.load(NOW + 85_000, signal);
  expect(countLong()).toBe(3);
});

test('a look at more than it may examine says that there may be more, and ends', async () => {
  let pages = 0;
  const failed = new LatelyFailed({
    listPage: async ({ endedFrom }: RunFilter = {}) => {
      if (endedFrom !== undefined) pages++;
      return endedFrom === undefined ? { items: [] } : { items: [], next: 'more' };
    },
  });
  expect(await failed.load(NOW, signal)).toEqual({ items: [], isAll: false });
  expect(pages).toBe(3);
});

test('where the look at older runs fails, those of the day are told, with why there may be more, and it is tried again later', async () => {
  const young = run('young', HOUR_MS, HOUR_MS / 2);
  let looks = 0;
  const failed = new LatelyFailed({
    listPage: async ({ endedFrom }: RunFilter = {}) => {
      if (endedFrom === undefined) return { items: [young] };
      if (++looks === 1) throw new Error('The archive is away.');
      return { items: [] };
    },
  });
  const told = { items: [young], isAll: false, fault: new Error('The archive is away.') };
  expect(await failed.load(NOW, signal)).toEqual(told);
  expect(await failed.load(NOW + 5_000, signal)).toEqual(told);
  expect(looks).toBe(1);
  expect(await failed.load(NOW + 10_000, signal)).toEqual({ items: [young], isAll: true });
});
