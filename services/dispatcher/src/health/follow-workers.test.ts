import { expect, it } from '@jest/globals';
import { followWorkers } from './follow-workers.ts';

const record = (id: string, seenAt: number) => ({
  id,
  host: 'h',
  pid: 1,
  agents: [],
  startedAt: 0,
  seenAt,
});

it('followWorkers takes the age of a worker that is new to it from its clock, never from the future', () => {
  const found = followWorkers([], [record('old', 70_000), record('ahead', 99_000)], 5_000, 90_000);
  expect(found.map(({ changedAt }) => changedAt)).toEqual([-15_000, 5_000]);
});

it('followWorkers counts a changed record as a sign of life, whatever the worker’s clock says', () => {
  const first = followWorkers([], [record('a', 10), record('b', 10)], 1_000, 10);
  const second = followWorkers(first, [record('a', 10), record('b', 7)], 6_000, 10);
  expect(second.map(({ changedAt }) => changedAt)).toEqual([1_000, 6_000]);
});

it('followWorkers forgets a worker that is not listed any more', () => {
  expect(followWorkers(followWorkers([], [record('a', 1)], 0, 1), [], 1, 1)).toEqual([]);
});
