import type { RunStore, RunSummary } from '@ag06/store';
import { META } from '@ag06/store/conformance';
import { expect, it } from '@jest/globals';
import { showTree } from './show-tree.ts';

/** A forest of runs, by the ids of their parents, and how often it was asked. */
function forestOf(children: Readonly<Record<string, readonly string[]>>) {
  const forest = { asked: 0 };
  const toRun = (runId: string, createdAt = 1): RunSummary => ({
    runId,
    meta: META,
    status: runId.endsWith('x') ? 'failed' : 'completed',
    createdAt,
    finishedAt: undefined,
  });
  const listRuns: RunStore['listRuns'] = async ({ parent = '', limit }) => {
    forest.asked++;
    const all = (children[parent] ?? []).map((id) => toRun(id));
    const runs = all.slice(0, limit);
    return { runs, next: all.length > limit ? runs.at(-1) : undefined };
  };
  return { forest, runs: { listRuns }, root: toRun('r0-root') };
}
const BOUNDS = { limit: 100, children: 20, depth: 8 };
const encode = ({ runId }: { readonly runId: string }) => `after ${runId}`;
const many = (name: string, count: number) => Array.from({ length: count }, (_, n) => `r0-${name}${n}`);

it('a tree has each run before its children, with how many of these have each status', async () => {
  const { runs, root } = forestOf({ 'r0-root': ['r0-a', 'r0-bx'], 'r0-a': ['r0-c'] });
  const { nodes, isCut } = await showTree(runs, root, BOUNDS, encode);
  expect(nodes.map(({ runId, depth }) => [runId, depth])).toEqual([
    ['r0-root', 0],
    ['r0-a', 1],
    ['r0-c', 2],
    ['r0-bx', 1],
  ]);
  expect(nodes[0]?.children).toEqual({ counts: { completed: 1, failed: 1 }, isWhole: true });
  expect(nodes[2]).not.toHaveProperty('children');
  expect(isCut).toBe(false);
});

it('showTree shows some of many children, counts 500, and has the cursor of their list', async () => {
  const { runs, root } = forestOf({ 'r0-root': many('a', 10_000) });
  const { nodes } = await showTree(runs, root, BOUNDS, encode);
  expect(nodes).toHaveLength(21);
  expect(nodes[0]?.children).toEqual({ counts: { completed: 500 }, isWhole: false, next: 'after r0-a19' });
});

it('showTree with a limit cuts off the deepest runs, and reads no more', async () => {
  const wide = Object.fromEntries(many('a', 50).map((id) => [id, many(`${id.slice(3)}b`, 50)]));
  const { forest, runs, root } = forestOf({ 'r0-root': many('a', 50), ...wide });
  const { nodes, isCut } = await showTree(runs, root, { limit: 60, children: 50, depth: 8 }, encode);
  expect(nodes).toHaveLength(60);
  expect(nodes.filter(({ depth }) => depth === 1)).toHaveLength(50);
  expect(isCut).toBe(true);
  expect(forest.asked).toBeLessThan(12);
});

it('showTree with a depth leaves out the runs below it', async () => {
  const { runs, root } = forestOf({ 'r0-root': ['r0-a'], 'r0-a': ['r0-b'] });
  const { nodes, isCut } = await showTree(runs, root, { ...BOUNDS, depth: 1 }, encode);
  expect([nodes.map(({ runId }) => runId), isCut]).toEqual([['r0-root', 'r0-a'], true]);
});
