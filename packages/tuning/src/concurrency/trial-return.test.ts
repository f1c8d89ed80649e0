import { describe, expect, it } from '@jest/globals';
import { playPlant } from '../testing/closed-plant.ts';
import { Cohorts } from './cohorts.ts';
import { ConcurrencySearch } from './concurrency-search.ts';
import type { Probe } from './search-model.ts';
import { isComplete, mayReturn } from './trial-return.ts';

const SECONDS = 200;
/** Of an attempt, however many are in flight: six a second at the default of ten. */
const SLOW = 1.6;

/** The levels by second, of a search on a service of slow attempts that brings in proportion to them. */
function levelsOnSlowService(seed: number): readonly number[] {
  const search = new ConcurrencySearch({ defaultLevel: 10, min: 1, max: 40 });
  const levels: number[] = [];
  playPlant({ seed, seconds: () => SLOW, variation: 0.3 }, SECONDS, {
    get version() {
      return search.version;
    },
    observe: (report) => search.observe(report),
    decide: (now) => {
      levels.push(search.decide(now));
      return levels.at(-1) ?? 0;
    },
  });
  return levels;
}

describe('A trial of slow attempts', () => {
  it.each([1, 2, 3, 4])(
    'leaves force before its attempts have ended, and is judged then (seed %d)',
    (seed) => {
      const levels = levelsOnSlowService(seed);
      const begin = levels.findIndex((level) => level < 10);
      const lasted = levels.slice(begin).findIndex((level) => level >= 10);
      // To wait for forty attempts to the end takes 40 / 5 s, and another four for the last of them.
      expect(lasted).toBeLessThanOrEqual(7);
      // What it has told leads up, which pays for all that it has cost.
      expect(levels.at(-1)).toBeGreaterThan(10);
    },
  );

  const probe: Probe = { kind: 'probe', since: 20, level: 8 };
  const incumbent = {
    level: 10,
    reference: { logValue: Math.log(6), error: 0.05, count: 80, meanSeconds: 1.6 },
  };

  /** Level 8 in force from 20 s on, with attempts of the given length. */
  function trial(seconds: number): Cohorts {
    const cohorts = new Cohorts(10, 1);
    cohorts.observe(
      { t: 5, configVersion: 1, inflight: 10, replicas: 1, attempts: [{ endedAt: 1, seconds: 1, value: 1 }] },
      1,
    );
    cohorts.push(8, 2, 20);
    cohorts.observe({ t: 21, dt: 1, configVersion: 2, inflight: 8, replicas: 1, attempts: [] }, 0);
    const attempts = Array.from({ length: 20 }, (_, i) => ({
      endedAt: 21.1 + i / 20 + seconds,
      seconds,
      value: 1,
    }));
    cohorts.observe({ t: 27, dt: 1, configVersion: 2, inflight: 8, replicas: 1, attempts }, 0);
    return cohorts;
  }

  it('stays in force while there is credit, until enough attempts have started, and while it brings as much', () => {
    const [slow, fast] = [trial(1.6), trial(0.5)];
    expect(mayReturn(27, probe, incumbent, { cohorts: slow, credit: 0.5 })).toBe(true);
    expect(mayReturn(27, probe, incumbent, { cohorts: slow, credit: 0.7 })).toBe(false);
    expect(mayReturn(23, probe, incumbent, { cohorts: slow, credit: 0.5 })).toBe(false);
    expect(mayReturn(27, probe, incumbent, { cohorts: fast, credit: 0.5 })).toBe(false);
    expect(mayReturn(27, { ...probe, returnedAt: 25 }, incumbent, { cohorts: slow, credit: 0.5 })).toBe(
      false,
    );
  });

  it('has told all once three mean durations have passed since it left force', () => {
    expect(isComplete(probe, 1.6, 100)).toBe(false);
    expect(isComplete({ ...probe, returnedAt: 25 }, 1.6, 29)).toBe(false);
    expect(isComplete({ ...probe, returnedAt: 25 }, 1.6, 30)).toBe(true);
  });
});
