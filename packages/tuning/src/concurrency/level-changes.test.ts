import { describe, expect, it } from '@jest/globals';
import { type ClosedPlant, playPlant } from '../testing/closed-plant.ts';
import { Cohorts } from './cohorts.ts';
import { LevelChanges, type ServiceChange } from './level-changes.ts';

const LEVEL = 10;

/** Watches a plant that stays at its level. Returns the first change that is told, and when. */
function watch(plant: ClosedPlant, seconds: number): (ServiceChange & { readonly at: number }) | undefined {
  const cohorts = new Cohorts(LEVEL, 1);
  const changes = new LevelChanges();
  let found: (ServiceChange & { readonly at: number }) | undefined;
  playPlant(plant, seconds, {
    version: 1,
    observe: (report) => {
      cohorts.observe(report, cohorts.estimate(LEVEL)?.meanSeconds ?? 0);
      changes.observe(
        report.t,
        report.attempts.map(({ endedAt, value }) => ({ at: endedAt, value })),
      );
    },
    decide: (now) => {
      const change = changes.find(now, cohorts, { incumbent: LEVEL, level: LEVEL });
      if (found === undefined && change !== undefined) found = { ...change, at: now };
      return LEVEL;
    },
  });
  return found;
}

describe('LevelChanges', () => {
  it('takes the few results of a slow service, which vary much, for no breakdown of it', () => {
    const seeds = Array.from({ length: 10 }, (_, i) => i);
    const changes = seeds.map((seed) => watch({ seed, seconds: () => 2.5, variation: 0.45 }, 300));
    expect(changes.filter((change) => change?.isSevere)).toEqual([]);
  });

  it.each([1, 2, 3, 4])('tells within 20 s that a service takes three times as long (seed %d)', (seed) => {
    const seconds = (_: number, t: number): number => (t < 100 ? 0.5 : 1.5);
    const change = watch({ seed, seconds, variation: 0.3 }, 140);
    expect(change).toMatchObject({ sign: -1, isSevere: true });
    expect(change?.at).toBeGreaterThan(100);
    expect(change?.at).toBeLessThan(120);
  });
});
