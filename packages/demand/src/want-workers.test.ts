import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Demand } from './demand.ts';
import { explainWant } from './explain-want.ts';
import { findNeed } from './needed-workers.ts';
import { NeedsLately } from './needs-lately.ts';
import { type PublishedWorkers, type ScaleTerms, wantWorkers } from './want-workers.ts';

const QUIET: Demand = {
  at: 100_000,
  waiting: 0,
  delayed: 0,
  oldestMs: 0,
  heldBack: undefined,
  running: 0,
  ready: 1,
  draining: 0,
  slots: 10,
  slotsEach: 10,
  arrivalsPerSec: 0,
  completionsPerSec: 0,
  trendPerSec: 0,
  serviceMs: 200,
};
const TERMS: ScaleTerms = { min: 0, max: 100, bootMs: 30_000, coolDownMs: 60_000 };
const need = (more: Partial<Demand>) => findNeed({ ...QUIET, ...more }, TERMS.bootMs);
const want = (
  more: Partial<Demand>,
  terms: Partial<ScaleTerms> = {},
  published?: PublishedWorkers,
  lately = new NeedsLately(),
) => wantWorkers({ ...QUIET, ...more }, lately, { ...TERMS, ...terms }, published);

describe('The workers that an agent needs', () => {
  it('are none while nothing waits, runs or comes', () => {
    expect(need({})).toMatchObject({ workers: 0, why: 'idle' });
    expect(need({ arrivalsPerSec: undefined, serviceMs: undefined })).toMatchObject({
      workers: 0,
      why: 'idle',
    });
  });

  it('are one for the first activation that waits, of an agent that nobody has served yet', () => {
    const unknown = {
      ready: 0,
      slots: 0,
      slotsEach: undefined,
      serviceMs: undefined,
      arrivalsPerSec: undefined,
    };
    expect(need({ ...unknown, waiting: 1 })).toMatchObject({ workers: 1, why: 'wake' });
    expect(need({ ready: 0, slots: 0, waiting: 1 })).toMatchObject({ workers: 1, why: 'wake' });
  });

  it('have slots for the arrivals: their rate times how long one takes, and room for chance', () => {
    // 300/s x 0.2 s = 60 slots, of which 85 % are used: 7.06 workers of 10.
    expect(need({ arrivalsPerSec: 300, running: 60, ready: 3 })).toMatchObject({
      workers: 8,
      why: 'arrivals',
    });
  });

  it('are more while work waits, so that it is worked off within 30 s', () => {
    // 3,000 x 0.2 s in 30 s are 20 slots: 2 workers.
    const base = { arrivalsPerSec: 100, running: 20, ready: 1 };
    expect(need(base).workers).toBe(3);
    expect(need({ ...base, waiting: 3_000 })).toMatchObject({ workers: 5, why: 'backlog' });
  });

  it('are never more than what there is could keep busy', () => {
    const slow = { serviceMs: 60_000, running: 10, waiting: 25 };
    expect(need(slow).workers).toBe(4);
  });

  it('are never fewer than those whose slots are full of attempts that run, also if nothing more comes', () => {
    expect(need({ running: 75, ready: 8 })).toMatchObject({ workers: 8, why: 'running' });
    // Workers that nobody has heard of for a while still run them.
    expect(need({ running: 12, ready: 0, serviceMs: undefined })).toMatchObject({ workers: 2, why: 'wake' });
  });

  it('double at most while nobody knows how long an attempt takes', () => {
    const unmeasured = { serviceMs: undefined, running: 20, waiting: 500, ready: 2 };
    expect(need(unmeasured)).toMatchObject({ workers: 4, why: 'unmeasured' });
  });

  it('are those for the demand one boot ahead while demand rises, by half at most', () => {
    const rising = { arrivalsPerSec: 100, trendPerSec: 1, running: 20, ready: 1 };
    expect(need(rising).forecastPerSec).toBe(130);
    expect(need({ ...rising, trendPerSec: 10 }).forecastPerSec).toBe(150);
    expect(need({ ...rising, trendPerSec: -10 }).forecastPerSec).toBe(0);
  });

  it('are not one more for a little more', () => {
    // 5.06 workers.
    expect(need({ arrivalsPerSec: 215, running: 43, ready: 5 }).workers).toBe(5);
  });

  it('are none for a queue that is paused', () => {
    expect(need({ heldBack: 'paused', waiting: 500 })).toMatchObject({ workers: 0, why: 'held-back' });
  });
});

describe('The workers that an agent should have', () => {
  it('fall only when fewer were enough for the whole cool-down', () => {
    const lately = new NeedsLately();
    lately.note(10_000, 8);
    lately.note(50_000, 3);
    const at = (ms: number) => want({ at: ms }, {}, undefined, lately);
    expect(at(60_000)).toMatchObject({ workers: 8, why: 'cool-down' });
    expect(at(70_001)).toMatchObject({ workers: 3, why: 'cool-down' });
    expect(at(110_001)).toMatchObject({ workers: 0, why: 'idle' });
  });

  it('stay within the bounds, and say which one holds', () => {
    expect(want({}, { min: 2 })).toMatchObject({ workers: 2, why: 'min' });
    expect(want({ arrivalsPerSec: 300, running: 60 }, { max: 4 })).toMatchObject({ workers: 4, why: 'max' });
  });

  it('are no fewer than the forecast of the optimizer, but none after a whole cool-down of nothing', () => {
    const six = { workers: 6, by: 'optimizer' } as const;
    expect(want({ waiting: 5 }, {}, six)).toMatchObject({ workers: 6, why: 'optimizer' });
    expect(want({ arrivalsPerSec: 300, running: 60 }, {}, six)).toMatchObject({
      workers: 8,
      why: 'arrivals',
    });
    expect(want({}, {}, six)).toMatchObject({ workers: 0, why: 'idle' });
    expect(want({}, { min: 1 }, six)).toMatchObject({ workers: 1, why: 'min' });
    expect(want({ waiting: 5 }, { max: 4 }, six)).toMatchObject({ workers: 4, why: 'max' });
  });

  it('are exactly those that a person has set, within the bounds', () => {
    const two = { workers: 2, by: 'person' } as const;
    expect(want({}, {}, two)).toMatchObject({ workers: 2, why: 'person' });
    expect(want({ arrivalsPerSec: 300, running: 60 }, {}, two)).toMatchObject({ workers: 2, why: 'person' });
    expect(want({}, { min: 3 }, two)).toMatchObject({ workers: 3, why: 'min' });
  });

  it('come with a sentence that a person can read', () => {
    const demand = { ...QUIET, arrivalsPerSec: 300, running: 60, waiting: 40, ready: 3 };
    expect(explainWant(demand, wantWorkers(demand, new NeedsLately(), TERMS, undefined), TERMS)).toBe(
      '300 attempts/s are expected in 30 s: one takes 200 ms, and a worker has 10 slots, of which 85 % are used; 40 wait and are worked off within 30 s.',
    );
    const explain = (by: 'person' | 'optimizer') =>
      explainWant(demand, wantWorkers(demand, new NeedsLately(), TERMS, { workers: 20, by }), TERMS);
    expect(explain('person')).toMatch(
      /^A person has set 20 workers; by itself the fleet would have 8 workers: 300 att/,
    );
    expect(explain('optimizer')).toMatch(
      /^The optimizer expects 20 workers to be needed soon; now 8 workers: 300 att/,
    );
    const lately = new NeedsLately();
    lately.note(90_000, 4);
    expect(explainWant(QUIET, wantWorkers(QUIET, lately, TERMS, undefined), TERMS)).toBe(
      '4 workers were needed within the last 60 s; now 0 workers: nothing waits, runs or comes.',
    );
  });

  it('are a whole number within the bounds, at least one while work waits, whatever is measured', () => {
    const real = fc.double({ min: 0, max: 1e6, noNaN: true });
    const maybe = fc.option(real, { nil: undefined });
    const whole = fc.nat(100_000);
    const arbitrary = fc.record({
      waiting: whole,
      running: whole,
      ready: fc.nat(200),
      slotsEach: maybe,
      serviceMs: maybe,
      arrivalsPerSec: maybe,
      trendPerSec: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    });
    fc.assert(
      fc.property(
        arbitrary,
        fc.nat(3),
        fc.option(
          fc.record({
            workers: fc.integer({ min: 1, max: 50 }),
            by: fc.constantFrom('person' as const, 'optimizer' as const),
          }),
          { nil: undefined },
        ),
        (more, min, own) => {
          const { workers, need: needed } = want(more, { min }, own);
          expect(Number.isInteger(workers)).toBe(true);
          expect(workers).toBeGreaterThanOrEqual(more.waiting > 0 ? Math.max(1, min) : min);
          expect(workers).toBeLessThanOrEqual(TERMS.max);
          expect(needed.workers).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
