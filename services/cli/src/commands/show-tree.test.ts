import type { RunTreeNodeView } from '@ag06/client';
import { expect, it } from '@jest/globals';
import { renderTree } from './show-tree.ts';

const node = (runId: string, depth: number, more: Partial<RunTreeNodeView> = {}): RunTreeNodeView => ({
  runId,
  depth,
  workflow: 'w',
  status: 'completed',
  createdAt: '2026-01-01T00:00:00.000Z',
  ...more,
});
const of = (step: string, item?: number) => ({
  parent: { runId: 'r', step, attempt: 1, ...(item !== undefined && { item }) },
});

it('a tree of runs is drawn with the step and the item of each, and says where more are', () => {
  const children = { counts: { completed: 480, running: 20 }, isWhole: false, next: 'c' };
  expect(
    renderTree([
      node('r', 0, { status: 'running', children }),
      node('a', 1, { ...of('each', 3), children: { counts: { completed: 2 }, isWhole: true } }),
      node('b', 2, of('one')),
      node('c', 2, of('two')),
      node('d', 1, of('each', 2)),
    ]),
  ).toEqual([
    'r  w  running  (children: 480 completed, 20 running of the newest)',
    '├─ each[3]: a  w  completed  (children: 2 completed)',
    '│  ├─ one: b  w  completed',
    '│  └─ two: c  w  completed',
    '├─ each[2]: d  w  completed',
    '└─ … ag06 runs list --parent r --cursor c',
  ]);
});
