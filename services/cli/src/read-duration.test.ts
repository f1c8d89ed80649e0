import { expect, it } from '@jest/globals';
import { parseArguments } from './arguments.ts';
import { UsageError } from './exit-codes.ts';
import { readDuration, readDurationMs, readSeconds } from './read-duration.ts';

const given = (text?: string) =>
  parseArguments(text === undefined ? [] : [`--for=${text}`], { for: { type: 'string' } }, 0);

it('a duration is written with its unit, and 0 needs none', () => {
  expect(['500ms', '10m', '36h', '0'].map((text) => readDurationMs(given(text), 'for'))).toEqual([
    500, 600_000, 129_600_000, 0,
  ]);
  expect(['10m', '90s', '0', '2d'].map((text) => readSeconds(given(text), 'for'))).toEqual([
    600, 90, 0, 172_800,
  ]);
  expect(['10m', '500ms', '0', '0d'].map((text) => readDuration(given(text), 'for'))).toEqual([
    '10m',
    '500ms',
    0,
    0,
  ]);
  for (const read of [readDurationMs, readSeconds, readDuration])
    expect(read(given(), 'for')).toBeUndefined();
});

it('a number without its unit is refused, with what it may have meant', () => {
  for (const read of [readDurationMs, readSeconds, readDuration])
    expect(() => read(given('90'), 'for')).toThrow(
      new UsageError('--for takes a duration with its unit: 90ms, 90s, 90m, 90h or 90d, got "90".'),
    );
});

it.each(['soon', '1.5h', '10 m', '-1', '99999999d', '1234567890123456'])('"%s" is no duration', (text) => {
  for (const read of [readDurationMs, readSeconds, readDuration])
    expect(() => read(given(text), 'for')).toThrow(
      new UsageError(`--for takes a duration such as 30s or 10m, got "${text}".`),
    );
});

it('what takes whole seconds refuses parts of one', () => {
  expect(() => readSeconds(given('1500ms'), 'for')).toThrow(
    '--for takes a duration of whole seconds, got "1500ms".',
  );
});
