import { describe, expect, it } from '@jest/globals';
import { fitLaw, type LoadPoint, LoadResponse, toSeenLevels } from './load-response.ts';
import { SeededDraws } from './seeded-draws.ts';

const pointsOf = (law: (level: number) => number, levels: readonly number[], each: number): LoadPoint[] => {
  const draws = new SeededDraws(5);
  return levels.flatMap((level) =>
    Array.from({ length: each }, () => ({ level, relative: law(level) * (0.5 + draws.uniform()) })),
  );
};

describe('fitLaw', () => {
  it('finds the law of a service from attempts at many levels', () => {
    const law = (n: number) => 1 + 0.05 * (n - 1) + 0.004 * n * (n - 1);
    const { contention, coherency } = fitLaw(pointsOf(law, [1, 2, 4, 8, 12, 16, 20], 300));
    const ratio = (n: number) => (1 + contention * (n - 1) + coherency * n * (n - 1)) / law(n);
    for (const level of [5, 10, 20]) expect(Math.abs(ratio(level) - 1)).toBeLessThan(0.1);
  });

  it('sees no slope where there is none, however attempts vary', () => {
    expect(fitLaw(pointsOf(() => 1, [1, 2, 3, 4, 5, 6], 200))).toEqual({ contention: 0, coherency: 0 });
  });

  it('says nothing about levels when there is one', () => {
    expect(fitLaw(pointsOf(() => 1, [7], 50))).toEqual({ contention: 0, coherency: 0 });
  });

  it('never lets attempts take less time at a higher level', () => {
    expect(fitLaw(pointsOf((n) => 10 / n, [1, 2, 5, 10], 100))).toEqual({ contention: 0, coherency: 0 });
  });
});

describe('LoadResponse', () => {
  const law = { contention: 0.1, coherency: 0 };
  const seen = { least: 4, most: 8 };

  it('is the fitted law where levels were seen, whatever is drawn', () => {
    for (let seed = 0; seed < 50; seed++)
      expect(LoadResponse.draw(law, seen, new SeededDraws(seed)).factor(8)).toBeCloseTo(1.7);
  });

  it('spreads the more the further a level is beyond those that were seen', () => {
    const spreadAt = (level: number) => {
      const factors = Array.from({ length: 200 }, (_, seed) =>
        LoadResponse.draw(law, seen, new SeededDraws(seed)).factor(level),
      );
      return Math.max(...factors) / Math.min(...factors);
    };
    expect(spreadAt(8)).toBeCloseTo(1);
    expect(spreadAt(16)).toBeGreaterThan(1.5);
    expect(spreadAt(64)).toBeGreaterThan(spreadAt(16));
    expect(spreadAt(1)).toBeGreaterThan(1.5);
  });

  it('has a middle between the draws', () => {
    const middle = LoadResponse.middle(law, seen).factor(40);
    const draws = Array.from({ length: 400 }, (_, seed) =>
      LoadResponse.draw(law, seen, new SeededDraws(seed)).factor(40),
    );
    const below = draws.filter((factor) => factor < middle).length;
    expect(below).toBeGreaterThan(120);
    expect(below).toBeLessThan(280);
  });
});

it('toSeenLevels leaves out levels at which next to nothing began', () => {
  const levels = [...Array.from({ length: 300 }, (_, i) => 5 + (i % 3)), 1, 40];
  expect(toSeenLevels(levels)).toEqual({ least: 5, most: 7 });
});
