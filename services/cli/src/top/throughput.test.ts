import { describe, expect, it } from '@jest/globals';
import { runOf } from './testing/some-fleet.ts';
import { addCounters, type Counters, sumCounters, toRates, toStartsPerSec } from './throughput.ts';

const counted = (at: number, steps: number, attempts = steps): Counters => ({
  at,
  steps,
  attempts,
  lastMinute: { attemptsPerSec: 7, stepsPerSec: 6 },
});

const keep = (...all: readonly Counters[]) => all.reduce<readonly Counters[]>(addCounters, []);

describe('steps and attempts per second', () => {
  it('are the difference of the counters over the last ten seconds', () => {
    const kept = keep(counted(0, 0), counted(5_000, 50), counted(10_000, 100), counted(20_000, 400, 500));
    expect(toRates(kept)).toEqual({ stepsPerSec: 30, attemptsPerSec: 40 });
  });

  it('are those of the last minute before there is a difference', () => {
    expect(toRates([])).toBeUndefined();
    expect(toRates(keep(counted(0, 10), counted(500, 20)))).toEqual({ stepsPerSec: 6, attemptsPerSec: 7 });
  });

  it('begin anew when counters go back, because another optimizer leads', () => {
    expect(keep(counted(0, 1_000), counted(2_000, 3))).toEqual([counted(2_000, 3)]);
  });

  it('do not change while the same counters are told again', () => {
    expect(keep(counted(0, 10), counted(2_000, 20), counted(2_000, 20))).toHaveLength(2);
  });

  it('are unknown without an optimizer', () => {
    expect(sumCounters({ figures: null, items: [] })).toBeUndefined();
    const figures = { at: '2026-11-29T12:00:00.000Z', ageMs: 31_000, leader: 'o', fence: 1 };
    const told = { ...figures, dropped: 0, unreadable: 0 };
    expect(sumCounters({ figures: { ...told, isStale: true }, items: [] })).toBeUndefined();
    expect(sumCounters({ figures: { ...told, isStale: false }, items: [] })).toMatchObject({ steps: 0 });
  });
});

describe('runs per second', () => {
  const now = Date.parse('2026-11-29T12:00:00.000Z');
  const runs = (count: number, everyMs: number) =>
    Array.from({ length: count }, (_, i) =>
      runOf(i, { createdAt: new Date(now - everyMs * i).toISOString() }),
    );

  it('are those of the last minute, or since the oldest of a page that is full', () => {
    expect(toStartsPerSec(runs(30, 10_000), false, now)).toBeCloseTo(7 / 60);
    expect(toStartsPerSec(runs(100, 10), true, now)).toBeCloseTo(100 / 0.99);
    expect(toStartsPerSec(runs(100, 10_000), true, now)).toBeCloseTo(7 / 60);
    expect(toStartsPerSec([], false, now)).toBe(0);
  });
});
