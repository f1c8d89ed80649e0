import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { History } from './history.ts';
import type { ObservedSample } from './observation.ts';
import { observedSample } from './testing/arbitrary-samples.ts';
import { toFigures, toMinuteFigures } from './to-figures.ts';

const attempt = (more: Partial<ObservedSample> = {}): ObservedSample => ({
  t: 0,
  jobId: 'r',
  priority: 'normal',
  size: 0,
  waitMs: 1,
  durMs: 10,
  outcome: 'ok',
  attempt: 1,
  hedge: false,
  configVersion: 1,
  inflightAtStart: 1,
  ...more,
});
const times = (n: number, more: Partial<ObservedSample> = {}) =>
  Array.from({ length: n }, () => attempt(more));

it('the history counts attempts by outcome, and the share of those not cancelled that succeeded', () => {
  const history = new History();
  history.observe([...times(6), ...times(2, { outcome: 'error', attempt: 2 })], 100);
  history.observe(times(4, { outcome: 'cancelled', durMs: 9_999 }), 101);
  const figures = toFigures(history, 102);
  expect(figures).toMatchObject({ attempts: 12, steps: 10, successRate: 0.75, lastAttemptAt: 101_000 });
  expect(figures.outcomes).toEqual({ ok: 6, error: 2, timeout: 0, '429': 0, cancelled: 4, oom: 0 });
  expect(figures.windows[0]).toMatchObject({ minutes: 1, attempts: 12, coveredSeconds: 2, perSecond: 6 });
  expect(figures.windows[0]?.duration.meanMs).toBeCloseTo(10);
  expect(figures.windows[0]?.duration.p99Ms).toBeCloseTo(10, 0);
});

it('the history has windows of 1, 10 and 60 minutes, and forgets older minutes', () => {
  const history = new History();
  for (let minute = 0; minute <= 90; minute++) history.observe(times(1), minute * 60);
  const figures = toFigures(history, 90 * 60 + 30);
  expect(figures.windows.map(({ attempts }) => attempts)).toEqual([2, 11, 61]);
  expect(figures.windows.map(({ coveredSeconds }) => coveredSeconds)).toEqual([90, 630, 3_630]);
  expect(figures.attempts).toBe(91);
  expect(history.toModel().slices).toHaveLength(61);
});

it('the history has each minute apart, and those of several agents add up', () => {
  const [a, b] = [new History(), new History()];
  a.observe(times(98, { waitMs: 1 }), 65);
  a.observe(times(1), 119.9);
  a.observe(times(3), 120);
  b.observe([...times(1, { waitMs: 900 }), ...times(2, { outcome: 'error', waitMs: 900 })], 70);
  const of = (minute: number) => [a, b].flatMap((history) => history.minute(minute) ?? []);
  expect(of(0)).toEqual([]);
  const figures = toMinuteFigures(1, of(1));
  expect(figures).toMatchObject({ at: 60_000, attempts: 102, outcomes: { ok: 100, error: 2 } });
  // One agent alone would say 1 ms, or 900.
  expect(figures?.wait.p50Ms).toBeCloseTo(1, 1);
  expect(Math.abs((figures?.wait.p99Ms ?? 0) - 900)).toBeLessThan(10);
  expect(toMinuteFigures(2, of(2))).toMatchObject({ at: 120_000, attempts: 3 });
  expect(toMinuteFigures(3, of(3))).toBeUndefined();
});

it('an empty history has no figures', () => {
  const figures = toFigures(new History(), 1_000);
  expect(figures).toMatchObject({ attempts: 0, successRate: null, lastAttemptAt: null });
  expect(figures.windows[0]?.duration).toEqual({ meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null });
  expect(figures.windows[0]).toMatchObject({ coveredSeconds: 0, perSecond: 0 });
});

const parts = fc.array(fc.record({ t: fc.nat(7_000), samples: fc.array(observedSample, { maxLength: 5 }) }), {
  maxLength: 8,
});
type Parts = readonly { readonly t: number; readonly samples: readonly ObservedSample[] }[];
const historyOf = (told: Parts): History => {
  const history = new History();
  for (const { samples, t } of told.toSorted((a, b) => a.t - b.t)) history.observe(samples, t);
  return history;
};
const merged = (...histories: readonly History[]): History => {
  const all = new History();
  for (const history of histories) all.merge(history);
  return all;
};

it('histories merge in any order and grouping into the history of all', () => {
  fc.assert(
    fc.property(parts, parts, parts, (a, b, c) => {
      const [x, y, z] = [historyOf(a), historyOf(b), historyOf(c)];
      const all = historyOf([...a, ...b, ...c]).toModel();
      for (const one of [merged(merged(x, y), z), merged(x, merged(y, z)), merged(z, y, x)])
        expect(one.toModel()).toEqual(all);
    }),
    { numRuns: 30 },
  );
});
