import type { RunStatus } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { filterByDetails, toIndexQuery, withDetails } from './listed-run.ts';
import type { ListedRun, RunQuery } from './run-store.ts';

const QUERY: RunQuery = {
  tenant: 'default',
  statuses: [],
  workflow: undefined,
  correlationId: undefined,
  tags: [],
  from: undefined,
  to: undefined,
  after: undefined,
  limit: 50,
};
const RUN: ListedRun = {
  runId: 'r0-a',
  meta: {
    tenant: 'default',
    workflow: 'w',
    version: 'v',
    priority: 'normal',
    correlationId: 'c',
    tags: [],
    traceparent: '',
  },
  status: 'running',
  createdAt: 1,
  finishedAt: undefined,
};

/** How many runs are looked at in detail to filter one that runs. */
async function countLooks(statuses: readonly RunStatus[]): Promise<number> {
  let looked = 0;
  const query = { ...QUERY, statuses };
  await filterByDetails([RUN], query, async (runs) => {
    looked += runs.length;
    return runs;
  });
  return looked;
}

it('a query for runs that run or wait, such as of a signal for one of a correlation id, looks at no run in detail', async () => {
  expect(await countLooks(['waiting'])).toBe(1);
  expect(await countLooks(['running'])).toBe(0);
  expect(await countLooks(['scheduled', 'running', 'waiting', 'paused'])).toBe(0);
});

it('an index, which has no runs that wait, is asked for those that run, once', () => {
  const indexed = (...statuses: readonly RunStatus[]) => toIndexQuery({ ...QUERY, statuses }).statuses;
  expect(indexed('waiting')).toEqual(['running']);
  expect(indexed('running', 'waiting', 'paused')).toEqual(['running', 'paused']);
  expect(indexed('failed')).toEqual(['failed']);
});

it('the details of a long page are read a few runs at a time, and others have their turn between', async () => {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const read: { readonly runs: number; readonly turns: number }[] = [];
  const runs = Array.from({ length: 60 }, (_, i) => ({ ...RUN, runId: `r0-${i}` }));
  const page = await withDetails({ runs, next: undefined }, { ...QUERY, isDetailed: true }, async (some) => {
    read.push({ runs: some.length, turns });
    return some.map((run) => ({ ...run, waits: true }));
  });
  isOver = true;
  expect(page.runs).toEqual(runs.map((run) => ({ ...run, waits: true })));
  expect(read.map((one) => one.runs)).toEqual([25, 25, 10]);
  expect(new Set(read.map((one) => one.turns)).size).toBe(3);
});
