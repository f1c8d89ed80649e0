import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { comesInSpells } from './comes-in-spells.ts';

describe('Slow attempts', () => {
  it('come in spells where one slow attempt is often followed by another', () => {
    const spells = Array.from({ length: 400 }, (_, i) => (i % 100 < 6 ? 20 : 1));
    expect(comesInSpells(spells, 5)).toBe(true);
  });

  it('do not where each is slow by itself, in 99 of 100 series', () => {
    let wrong = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const draws = new SeededDraws(seed);
      const alone = Array.from({ length: 1_000 }, () => (draws.uniform() < 0.05 ? 20 : 1));
      if (comesInSpells(alone, 5)) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(2);
  });

  it('say nothing while they are few', () => {
    expect(comesInSpells([1, 20, 20, 1], 5)).toBe(false);
  });
});
