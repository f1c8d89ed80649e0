import { expect, test } from '@jest/globals';
import { toPath, toPoints, toSteps } from './to-steps.ts';

const at = (second: number) => new Date(second * 1_000).toISOString();

const decided = (second: number, version: number | null, from: object, to: object) => ({
  at: at(second),
  version,
  from: { ...from },
  to: { ...to },
  sentence: `decided ${second}`,
});
const changed = (second: number, more: object) => ({ at: at(second), by: 'kim', reason: 'a try', ...more });

test('settings are told over time, from the value before the first decision', () => {
  const steps = toSteps([
    decided(20, 2, { concurrency: 8, hedgeAfterMs: 5 }, { concurrency: 16, hedgeAfterMs: null }),
    decided(10, 1, {}, { concurrency: 8 }),
    decided(30, null, { concurrency: 16 }, { concurrency: 99 }),
  ]);
  expect([...steps]).toEqual([
    [
      'concurrency',
      [
        { at: 10_000, value: null },
        { at: 10_000, value: 8, why: 'decided 10' },
        { at: 20_000, value: 16, why: 'decided 20' },
      ],
    ],
    [
      'hedgeAfterMs',
      [
        { at: 10_000, value: 5 },
        { at: 20_000, value: null, why: 'decided 20' },
      ],
    ],
  ]);
});

test('what people publish is told among what the optimizer decides, with who and why', () => {
  const steps = toSteps(
    [decided(10, 1, { concurrency: 4 }, { concurrency: 8 })],
    [
      changed(20, { settings: { concurrency: 3, hedgeAfterMs: 7 } }),
      changed(25, { lock: ['concurrency'] }),
      changed(30, { unset: ['hedgeAfterMs'], reason: '' }),
      changed(40, { replaces: true }),
    ],
  );
  expect(steps.get('concurrency')).toEqual([
    { at: 10_000, value: 4 },
    { at: 10_000, value: 8, why: 'decided 10' },
    { at: 20_000, value: 3, why: 'kim: a try' },
    { at: 40_000, value: null, why: 'kim: a try' },
  ]);
  expect(steps.get('hedgeAfterMs')).toEqual([
    { at: 10_000, value: null },
    { at: 20_000, value: 7, why: 'kim: a try' },
    { at: 30_000, value: null, why: 'kim' },
    { at: 40_000, value: null, why: 'kim: a try' },
  ]);
});

test('a setting without any number has no line', () =>
  expect(toSteps([decided(1, 1, { bySize: {} }, { bySize: { a: 1 } })]).size).toBe(0));

test('dots are where a setting was set; where it is static, at the lower edge', () => {
  const steps = [
    { at: 0, value: 10 },
    { at: 50, value: null },
    { at: 75, value: 20 },
  ];
  expect(toPoints(steps, 100, 100, 20).map(({ x, y }) => [x, y])).toEqual([
    [0, 20],
    [50, 20],
    [75, 0],
  ]);
});

test('a path goes in steps up to now, and has gaps where there is no value', () => {
  const steps = [
    { at: 0, value: 0 },
    { at: 50, value: null },
    { at: 75, value: 10 },
  ];
  expect(toPath(steps, 100, 100, 20)).toBe('M0 20H50M75 0H100');
  expect(toPath([], 100, 100, 20)).toBe('');
  expect(toPath([{ at: 5, value: 3 }], 5, 100, 20)).not.toContain('NaN');
});
