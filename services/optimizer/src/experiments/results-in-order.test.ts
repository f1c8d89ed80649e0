import { expect, it } from '@jest/globals';
import { ResultsInOrder } from './results-in-order.ts';

const resultOf = (i: number, begunAt: number) => ({ arm: 'a', runId: `r${i}`, value: i, begunAt }) as const;

it('results come in the order in which their steps began, those of later ones not yet', () => {
  const results = new ResultsInOrder('x-1');
  for (const begunAt of [30, 10, 40, 20]) results.add(resultOf(begunAt, begunAt));
  expect(results.takeBefore(40).map(({ value }) => value)).toEqual([10, 20, 30]);
  expect(results.takeBefore(40)).toEqual([]);
  expect(results.takeBefore(41).map(({ value }) => value)).toEqual([40]);
});

it('of more results than can wait a part of the runs is left out, with all of their steps', () => {
  const results = new ResultsInOrder('x-1');
  for (let i = 0; i < 50_000; i++) results.add(resultOf(i, i));
  for (let i = 0; i < 1_000; i++) results.add(resultOf(i, 60_000 + i));
  const taken = results.takeBefore(100_000);
  expect(taken.length).toBeLessThanOrEqual(20_000);
  expect(taken.length).toBeGreaterThan(9_000);
  const counts = new Map<string, number>();
  for (const { runId } of taken) counts.set(runId, (counts.get(runId) ?? 0) + 1);
  const early = taken.filter(({ value }) => value < 1_000);
  expect(early.every(({ runId }) => counts.get(runId) === 2)).toBe(true);
  // About a quarter of the runs is left.
  expect(Math.abs(taken.length - 51_000 / 4)).toBeLessThan(600);
});
