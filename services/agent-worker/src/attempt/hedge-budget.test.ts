import { expect, it } from '@jest/globals';
import { HedgeBudget } from './hedge-budget.ts';

it('second calls are at most a fifth of the attempts that run, and three in any case', () => {
  const budget = new HedgeBudget();
  const enter = (inflight: number) => budget.enter('x', inflight);
  const leaves = [enter(1), enter(1), enter(1)];
  expect(leaves.every((leave) => leave !== undefined)).toBe(true);
  expect(enter(10)).toBeUndefined();
  expect(enter(20)).toBeDefined();
  expect(budget.enter('y', 1)).toBeDefined();
  for (const leave of leaves) leave?.();
  expect(enter(1)).toBeDefined();
});
