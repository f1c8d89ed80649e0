import { expect, it } from '@jest/globals';
import { TrialTurns } from './trial-turns.ts';

const NOW = 1_800_000_000_000;

it('of two agents on one service only one tries something at a time, and the other is told which', () => {
  const turns = new TrialTurns();
  expect(turns.holdsOf('a.a', 'billing', NOW)).toEqual([]);
  turns.note('a.a', 'billing', true, NOW);
  expect(turns.holdsOf('a.a', 'billing', NOW)).toEqual([]);
  expect(turns.holdsOf('b.b', 'other', NOW)).toEqual([]);
  expect(turns.holdsOf('b.b', 'billing', NOW + 1_000)).toEqual([
    { knob: 'concurrency', text: 'no trial: agent a.a tries something on the same service, billing' },
  ]);
});

it('an agent that has tried something lets the others go first, for 30 s give or take 15 %', () => {
  const turns = new TrialTurns();
  const rests = Array.from({ length: 50 }, (_, i) => {
    const at = NOW + 100_000 * i;
    turns.note('a.a', 'billing', true, at);
    turns.note('a.a', 'billing', false, at + 1_000);
    expect(turns.holdsOf('b.b', 'billing', at + 1_000)).toEqual([]);
    let ms = 0;
    while (turns.holdsOf('a.a', 'billing', at + 1_000 + ms).length > 0) ms += 100;
    return ms;
  });
  expect(Math.min(...rests)).toBeGreaterThanOrEqual(25_500);
  expect(Math.max(...rests)).toBeLessThanOrEqual(34_500);
  expect(new Set(rests).size).toBeGreaterThan(10);
});

it('an agent that stops in the midst of a trial keeps the others from theirs for ten seconds', () => {
  const turns = new TrialTurns();
  turns.note('a.a', 'billing', true, NOW);
  expect(turns.holdsOf('b.b', 'billing', NOW + 9_999)).toHaveLength(1);
  expect(turns.holdsOf('b.b', 'billing', NOW + 10_000)).toEqual([]);
});
