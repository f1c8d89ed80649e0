import { expect, it } from '@jest/globals';
import { StackBudget } from './stack-budget.ts';

it('StackBudget lets a worker write 20 stacks for each step of a run, and no more', () => {
  const budget = new StackBudget();
  const taken = (run: string, step: string) =>
    Array.from({ length: 50 }, () => budget.take(run, step)).filter(Boolean).length;
  expect(taken('r1', 'a')).toBe(20);
  expect(taken('r1', 'a')).toBe(0);
  expect([taken('r1', 'b'), taken('r2', 'a')]).toEqual([20, 20]);
});

it('StackBudget remembers the steps of late, and so a bounded number', () => {
  const budget = new StackBudget();
  for (let i = 0; i < 20; i++) budget.take('first', 'a');
  for (let i = 0; i < 1_000; i++) budget.take(`r${i}`, 'a');
  expect(budget.take('first', 'a')).toBe(true);
});
