import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RELATIVE_ACCURACY, Sketch, SketchModel } from './sketch.ts';
import { durationMs } from './testing/arbitrary-samples.ts';

const durations = fc.array(durationMs, { minLength: 1, maxLength: 200 });
const sketchOf = (values: readonly number[]): Sketch => {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
};
const merged = (...sketches: readonly Sketch[]): Sketch => {
  const all = new Sketch();
  for (const sketch of sketches) all.merge(sketch);
  return all;
};

it('an empty sketch has no quantiles', () => {
  expect(new Sketch().meanMs()).toBeUndefined();
  expect(new Sketch().quantileMs(0.5)).toBeUndefined();
});

it('a sketch returns every quantile within 1 % of the exact one, and the exact mean', () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
      const sorted = values.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(0, Math.ceil(q * values.length - 1e-9) - 1)] ?? 0;
      const found = sketchOf(values).quantileMs(q) ?? Number.NaN;
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * RELATIVE_ACCURACY * 1.000001);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(sketchOf(values).meanMs()).toBeCloseTo(mean, 3);
    }),
  );
});

it.each([
  [[0.119, 11.8], 0.99, 11.8],
  [[0.119, 11.8], 0.5, 0.119],
  [[1, 2, 30], 0.5, 2],
  [[1, 2, 30], 0.95, 30],
  [[7], 0.99, 7],
  [[0, 0, 5], 0.99, 5],
  [[0, 0, 5], 0.5, 0],
  [Array.from({ length: 100 }, (_, i) => i + 1), 0.99, 99],
])('of the few values %j, the quantile %d is %d', (values, q, exact) => {
  const found = sketchOf(values).quantileMs(q) ?? Number.NaN;
  expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * RELATIVE_ACCURACY * 1.000001);
});

it('sketches merge in any order and grouping into the sketch of all', () => {
  fc.assert(
    fc.property(durations, durations, durations, (a, b, c) => {
      const [x, y, z] = [sketchOf(a), sketchOf(b), sketchOf(c)];
      const all = sketchOf([...a, ...b, ...c]).toModel();
      expect(merged(merged(x, y), z).toModel()).toEqual(all);
      expect(merged(x, merged(y, z)).toModel()).toEqual(all);
      expect(merged(z, x, y).toModel()).toEqual(all);
    }),
  );
});

it('a sketch is restored from its model as it was, and goes on alike', () => {
  fc.assert(
    fc.property(fc.array(durationMs, { maxLength: 50 }), durations, (values, later) => {
      const sketch = sketchOf(values);
      const copy = Sketch.from(JSON.parse(JSON.stringify(sketch.toModel())));
      for (const one of [sketch, copy]) for (const value of later) one.add(value);
      expect(copy.toModel()).toEqual(sketch.toModel());
      expect(copy.quantileMs(0.9)).toBe(sketch.quantileMs(0.9));
      expect(copy.count).toBe(sketch.count);
    }),
  );
});

it('a sketch whose sum exceeds all exact whole numbers can be kept', () => {
  const sketch = new Sketch();
  const day = 86_400_000;
  for (let i = 0; i < 200_000; i++) sketch.add(day);
  const kept = SketchModel.parse(JSON.parse(JSON.stringify(sketch.toModel())));
  expect(Sketch.from(kept).meanMs()).toBeCloseTo(day, 0);
});
