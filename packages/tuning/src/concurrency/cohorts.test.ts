import { describe, expect, it } from '@jest/globals';
import { Cohorts } from './cohorts.ts';

const attempt = (startedAt: number, seconds = 1) => ({ endedAt: startedAt + seconds, seconds, value: 1 });
const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => attempt(from + i / 100));

/** Level 10 in force, and its first generation over. */
function opened(): Cohorts {
  const cohorts = new Cohorts(10, 1);
  cohorts.observe({ t: 1, configVersion: 1, inflight: 10, replicas: 1, attempts: [attempt(0)] }, 0);
  return cohorts;
}

describe('Cohorts', () => {
  it('gives an attempt to the level under which it started, also if it is reported under the next one', () => {
    const cohorts = opened();
    cohorts.push(20, 2, 10);
    cohorts.observe({ t: 12, configVersion: 2, inflight: 10, replicas: 1, attempts: many(5, 30) }, 1);
    cohorts.observe({ t: 40, configVersion: 2, inflight: 20, replicas: 1, attempts: many(20, 12) }, 1);
    expect(cohorts.estimate(10)?.count).toBe(30);
    expect(cohorts.estimate(20)?.count).toBe(12);
  });

  it('counts nothing between a push and its echo, nor before a lower level has drained', () => {
    const cohorts = opened();
    cohorts.push(5, 2, 10);
    cohorts.observe({ t: 11, configVersion: 1, inflight: 10, replicas: 1, attempts: [] }, 1);
    expect(cohorts.isOpen).toBe(false);
    cohorts.observe({ t: 12, configVersion: 2, inflight: 8, replicas: 1, attempts: [] }, 1);
    expect(cohorts.isOpen).toBe(false);
    cohorts.observe({ t: 13, configVersion: 2, inflight: 5, replicas: 1, attempts: [] }, 1);
    expect(cohorts.isOpen).toBe(true);
    // Half a mean duration later.
    cohorts.observe(
      { t: 30, configVersion: 2, inflight: 5, replicas: 1, attempts: [...many(11, 20), ...many(13.5, 7)] },
      1,
    );
    expect(cohorts.estimate(5)?.count).toBe(7);
  });

  it('leaves out the first generation, which met an empty service', () => {
    const cohorts = new Cohorts(10, 1);
    cohorts.observe(
      {
        t: 30,
        configVersion: 1,
        inflight: 10,
        replicas: 1,
        attempts: [attempt(0, 2), ...many(3, 20), ...many(5, 9)],
      },
      0,
    );
    cohorts.observe({ t: 60, configVersion: 1, inflight: 10, replicas: 1, attempts: many(40, 8) }, 0);
    expect(cohorts.estimate(10)?.count).toBe(9 + 8);
  });

  it('leaves out what began before there was more work than slots, whenever it ended', () => {
    const cohorts = opened();
    const report = { configVersion: 1, inflight: 10, replicas: 1 };
    cohorts.observe({ ...report, t: 10, fullFrom: Number.POSITIVE_INFINITY, attempts: many(5, 20) }, 1);
    cohorts.observe({ ...report, t: 30, fullFrom: 12, attempts: [...many(11, 20), ...many(12, 7)] }, 1);
    expect(cohorts.estimate(10)?.count).toBe(7);
  });

  it('learns how long an echo takes, and how long each level was in force', () => {
    const cohorts = opened();
    cohorts.push(11, 2, 10);
    for (let t = 11; t <= 30; t++)
      cohorts.observe({ t, configVersion: t < 16 ? 1 : 2, inflight: 5, replicas: 1, attempts: [] }, 0);
    expect(cohorts.echoSeconds).toBeCloseTo(1 + 0.3 * 5, 9);
    expect(cohorts.secondsSpent(11)).toBe(15);
    // A night without reports is no time at work.
    cohorts.observe({ t: 30_000, configVersion: 2, inflight: 5, replicas: 1, attempts: [] }, 0);
    expect(cohorts.secondsSpent(11)).toBe(30);
    expect(cohorts.levels()).toEqual([10, 11]);
    cohorts.forgetAll();
    expect(cohorts.levels()).toEqual([11]);
  });
});
