import type { RunSummaryView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { type ChildRow, orderChildren } from './order-children.ts';

const row = (runId: string, status: ChildRow['status'], depth = 1): ChildRow => ({
  runId,
  depth,
  status,
  workflow: 'w',
  createdAt: '2026-01-01T00:00:00.000Z',
});
const summary = (runId: string): RunSummaryView => ({
  ...row(runId, 'failed'),
  version: 'v',
  tenant: 't',
  priority: 'normal',
  correlationId: 'c',
  traceId: null,
  tags: [],
});
const order = (rows: readonly ChildRow[], failed: readonly RunSummaryView[] = []) =>
  orderChildren(rows, failed).map(({ runId }) => runId);

test('failed children come first, then open ones, and each keeps its own children behind it', () => {
  const rows = [
    row('done', 'completed'),
    row('done/1', 'completed', 2),
    row('done/2', 'failed', 2),
    row('open', 'running'),
    row('late', 'timed_out'),
    row('late/1', 'completed', 2),
    row('bad', 'failed'),
  ];
  expect(order(rows)).toEqual(['late', 'late/1', 'bad', 'open', 'done', 'done/2', 'done/1']);
});

test('failed children that the tree leaves out are shown once, among the failed ones', () => {
  const rows = [row('a', 'completed'), row('b', 'failed'), row('b/1', 'completed', 2)];
  expect(order(rows, [summary('b'), summary('c')])).toEqual(['b', 'b/1', 'c', 'a']);
  expect(order([])).toEqual([]);
});
