import type { RunStatus } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { filterByDetails, toIndexQuery } from './listed-run.ts';
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
