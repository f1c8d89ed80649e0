import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { findSpells } from './find-spells.ts';

/** Each attempt is slow by itself in one case of ten, and so are all of a pause in the middle. */
function withPause(seed: number, count: number, paused: number): readonly number[] {
  const draws = new SeededDraws(seed);
  const from = (count - paused) / 2;
  return Array.from({ length: count }, (_, i) =>
    draws.uniform() < 0.1 || (i >= from && i < from + paused) ? 20 : 1,
  );
}

describe('Slow attempts', () => {
  it('come in spells where one slow attempt is often followed by another', () => {
    const spells = Array.from({ length: 400 }, (_, i) => (i % 100 < 6 ? 20 : 1));
    expect(findSpells(spells, 5)).toEqual({ followed: expect.closeTo(5 / 6, 9), areSpells: true });
    expect(findSpells(spells, 5, true).areSpells).toBe(true);
  });

  it('do not where each is slow by itself, in 99 of 100 series', () => {
    let wrong = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const draws = new SeededDraws(seed);
      const alone = Array.from({ length: 1_000 }, () => (draws.uniform() < 0.05 ? 20 : 1));
      if (findSpells(alone, 5).areSpells) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(2);
  });

  it('of a single pause among those that are slow by themselves are no reason to take hedges back', () => {
    const wrong = (isHedged: boolean) =>
      Array.from({ length: 50 }, (_, i) => findSpells(withPause(i + 1, 300, 12), 5, isHedged)).filter(
        ({ areSpells }) => areSpells,
      ).length;
    expect(wrong(false)).toBeGreaterThan(25);
    expect(wrong(true)).toBeLessThanOrEqual(2);
  });

  it('say nothing while they are few', () => {
    expect(findSpells([1, 20, 20, 1], 5).areSpells).toBe(false);
  });
});
