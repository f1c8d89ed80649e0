import { expect, it } from '@jest/globals';
import { ItemRounds } from './item-rounds.ts';

it('ItemRounds counts the rounds of each item of each step of each run, and remembers the last ten thousand items', () => {
  const rounds = new ItemRounds();
  rounds.count('run/a', 1);
  rounds.count('run/a', 1);
  rounds.count('run/b', 1);
  expect([rounds.of('run/a', 1), rounds.of('run/b', 1), rounds.of('run/a', 2)]).toEqual([2, 1, 0]);
  for (let item = 0; item < 10_000; item++) rounds.count('other/a', item);
  expect([rounds.of('run/a', 1), rounds.of('other/a', 9_999)]).toEqual([0, 1]);
});
