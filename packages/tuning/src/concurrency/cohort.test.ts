import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { Cohort } from './cohort.ts';

describe('Cohort', () => {
  it('estimates the value per second of its slots, with an error that tells how far it may be off', () => {
    let missed = 0;
    for (let seed = 0; seed < 400; seed++) {
      const draws = new SeededDraws(seed);
      const cohort = new Cohort(8);
      for (let i = 0; i < 200; i++)
        cohort.add({
          startedAt: i / 10,
          seconds: 0.2 + draws.exponential(0.8),
          value: draws.uniform() < 0.9 ? 1 : -0.5,
        });
      const { logValue, error } = cohort.estimate(100, 2) ?? { logValue: 0, error: 0 };
      // 16 slots, 0.85 in a second of mean duration.
      if (Math.abs(logValue - Math.log(16 * 0.85)) > 1.96 * error) missed++;
    }
    expect(missed / 400).toBeLessThan(0.08);
  });

  it('counts only slots that were in use when attempts started', () => {
    const value = (inflight: number): number => {
      const cohort = new Cohort(8);
      for (let i = 0; i < 20; i++) cohort.add({ startedAt: i, seconds: 1, value: 1, inflight });
      return Math.exp(Cohort.from(cohort.toModel()).estimate(100, 2)?.logValue ?? 0);
    };
    expect(value(8)).toBeCloseTo(16, 6);
    expect(value(6)).toBeCloseTo(12, 6);
    expect(value(30)).toBeCloseTo(16, 6);
  });

  it('estimates figures that are next to nothing by a number', () => {
    for (const value of [Number.MIN_VALUE, 0]) {
      const cohort = new Cohort(1);
      for (let i = 0; i < 20; i++) cohort.add({ startedAt: i, seconds: 1e6, value, inflight: 1e-9 });
      expect(cohort.estimate(1e7, 1)?.logValue).toBeLessThan(-20);
      expect(cohort.estimate(1e7, 1)?.logValue).toBeGreaterThan(-1_000);
    }
  });

  it('leaves out attempts that started so late that slow ones are still missing', () => {
    const cohort = new Cohort(1);
    for (let i = 0; i < 20; i++) cohort.add({ startedAt: i, seconds: 2, value: 1 });
    expect(cohort.estimate(20, 1)?.count).toBe(16);
    expect(cohort.estimate(20, 1, 10)?.count).toBe(6);
  });

  it('knows nothing of few attempts, and keeps none that are old', () => {
    const cohort = new Cohort(1);
    for (let i = 0; i < 4; i++) cohort.add({ startedAt: i, seconds: 1, value: 1 });
    expect(cohort.estimate(100, 1)).toBeUndefined();
    for (let i = 0; i < 20; i++) cohort.add({ startedAt: i, seconds: 1, value: 1 });
    cohort.trim(160);
    expect(cohort.estimate(160, 1)?.count).toBe(9);
  });

  it('takes a level that brings nothing for the worst', () => {
    const cohort = new Cohort(4);
    for (let i = 0; i < 20; i++) cohort.add({ startedAt: i, seconds: 1, value: -0.1 });
    expect(cohort.estimate(100, 1)?.logValue).toBeLessThan(Math.log(0.01));
  });
});
