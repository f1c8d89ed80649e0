import { expect, test } from '@jest/globals';
import { toPath, toSteps } from './to-steps.ts';

const at = (second: number) => new Date(second * 1_000).toISOString();

test('settings are told over time, from the value before the first decision', () => {
  const steps = toSteps([
    {
      at: at(20),
      version: 2,
      from: { concurrency: 8, hedgeAfterMs: 5 },
      to: { concurrency: 16, hedgeAfterMs: null },
    },
    { at: at(10), version: 1, from: {}, to: { concurrency: 8 } },
    { at: at(30), version: null, from: { concurrency: 16 }, to: { concurrency: 99 } },
  ]);
  expect([...steps]).toEqual([
    [
      'concurrency',
      [
        { at: 10_000, value: null },
        { at: 10_000, value: 8 },
        { at: 20_000, value: 16 },
      ],
    ],
    [
      'hedgeAfterMs',
      [
        { at: 10_000, value: 5 },
        { at: 20_000, value: null },
      ],
    ],
  ]);
});

test('a setting without any number has no line', () =>
  expect(toSteps([{ at: at(1), version: 1, from: { bySize: {} }, to: { bySize: { a: 1 } } }]).size).toBe(0));

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
