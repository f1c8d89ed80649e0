import { describe, expect, it } from '@jest/globals';
import { type ClosedPlant, fixedLevel, playPlant, scalable } from '../testing/closed-plant.ts';
import { ConcurrencySearch } from './concurrency-search.ts';

const SECONDS = 400;
const SEEDS = [1, 2, 3, 4];
const search = (defaultLevel: number): ConcurrencySearch =>
  new ConcurrencySearch({ defaultLevel, min: 1, max: 200 });

/** What was done beside a clairvoyant that has the best level all the time: in all, and in the last third. */
function shares(plant: ClosedPlant, done: readonly number[], bestLevel: number) {
  const best = playPlant(plant, SECONDS, fixedLevel(bestLevel));
  const from = Math.floor((2 * SECONDS) / 3) - 1;
  const last = (all: readonly number[]): number => (all.at(-1) ?? 0) - (all[from] ?? 0);
  return { whole: (done.at(-1) ?? 0) / (best.at(-1) ?? 1), last: last(done) / last(best) };
}

/** Plays a plant whose clock begins at a moment. Returns the levels of each second. */
function playFrom(
  begin: number,
  plant: ClosedPlant,
  seconds: number,
  found: ConcurrencySearch,
): readonly number[] {
  const levels: number[] = [];
  playPlant(plant, seconds, {
    get version() {
      return found.version;
    },
    observe: ({ t, attempts, ...report }) =>
      found.observe({
        ...report,
        t: begin + t,
        attempts: attempts.map((one) => ({ ...one, endedAt: begin + one.endedAt })),
      }),
    decide: (now) => {
      levels.push(found.decide(begin + now));
      return levels.at(-1) ?? 0;
    },
  });
  return levels;
}

describe('ConcurrencySearch', () => {
  it.each(SEEDS)('loses less than 2 %% where the default is the best level (seed %d)', (seed) => {
    const plant = { seed, seconds: scalable(0.6, 0.02, 10), variation: 0.3 };
    expect(shares(plant, playPlant(plant, SECONDS, search(10)), 10).whole).toBeGreaterThan(0.98);
  });

  it.each(SEEDS)('climbs from 10 to near 60, and keeps 95 %% of the best there (seed %d)', (seed) => {
    const plant = { seed, seconds: scalable(0.6, 0.005, 60), variation: 0.3 };
    const found = search(10);
    const { whole, last } = shares(plant, playPlant(plant, SECONDS, found), 60);
    expect(last).toBeGreaterThan(0.95);
    expect(whole).toBeGreaterThan(0.65);
    expect(found.incumbent).toBeGreaterThan(40);
  });

  it.each(SEEDS)('comes down from 40 to near 15, although attempts are slow at first (seed %d)', (seed) => {
    const plant = { seed, seconds: scalable(0.4, 0.01, 15), variation: 0.3 };
    const { whole, last } = shares(plant, playPlant(plant, SECONDS, search(40)), 15);
    expect(last).toBeGreaterThan(0.93);
    expect(whole).toBeGreaterThan(0.85);
  });

  it.each(SEEDS)('follows a service whose best level falls from 40 to 8 (seed %d)', (seed) => {
    const [before, after] = [scalable(0.4, 0.005, 40), scalable(0.4, 0.005, 8)];
    const plant = {
      seed,
      seconds: (n: number, t: number) => (t < 150 ? before(n) : after(n)),
      variation: 0.3,
    };
    const found = search(10);
    playPlant(plant, SECONDS, found);
    expect(found.incumbent).toBeGreaterThan(4);
    expect(found.incumbent).toBeLessThan(16);
  });

  it('stays within its bounds, and gives the same levels for the same reports', () => {
    const plant = { seed: 9, seconds: scalable(0.3, 0.002, 100), variation: 0.4 };
    const play = (): number[] => {
      const levels: number[] = [];
      const bounded = new ConcurrencySearch({ defaultLevel: 6, min: 4, max: 12 });
      playPlant(plant, 300, {
        get version() {
          return bounded.version;
        },
        observe: (report) => bounded.observe(report),
        decide: (now) => {
          levels.push(bounded.decide(now));
          return levels.at(-1) ?? 0;
        },
      });
      return levels;
    };
    const levels = play();
    expect(Math.min(...levels)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...levels)).toBe(12);
    expect(play()).toEqual(levels);
  });

  it('does the same whenever it begins: its clock may count from 1970', () => {
    const plant = { seed: 3, seconds: scalable(0.6, 0.02, 10), variation: 0.3 };
    expect(playFrom(1_800_000_000, plant, 120, search(10))).toEqual(playFrom(0, plant, 120, search(10)));
  });

  it.each([1, 2])(
    'goes on after a night without work, also where the service has become slower (seed %d)',
    (seed) => {
      const found = search(10);
      const evening = { seed, seconds: scalable(0.6, 0.005, 30), variation: 0.3 };
      playFrom(0, evening, 900, found);
      expect(found.incumbent).toBeGreaterThan(20);
      const morning = { seed, seconds: scalable(0.78, 0.02, 16), variation: 0.3 };
      const levels = playFrom(28_800, morning, 600, found);
      expect(new Set(levels).size).toBeGreaterThan(2);
      expect(found.incumbent).toBeLessThan(23);
    },
  );

  it('goes no further than memory allows', () => {
    const plant = { seed: 5, seconds: () => 0.5, variation: 0.3 };
    const found = search(10);
    let most = 0;
    playPlant(plant, SECONDS, {
      get version() {
        return found.version;
      },
      observe: (report) => found.observe({ ...report, memory: 0.2 + 0.02 * report.inflight }),
      decide: (now) => {
        const level = found.decide(now);
        most = Math.max(most, level);
        return level;
      },
    });
    // At 32 attempts memory is at 84 %.
    expect(most).toBeGreaterThan(24);
    expect(most).toBeLessThanOrEqual(33);
  });

  it('does not move while nothing is reported', () => {
    const silent = search(10);
    for (let t = 0; t < 300; t++) expect(silent.decide(t)).toBe(10);
  });
});
