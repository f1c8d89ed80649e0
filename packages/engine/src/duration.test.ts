import { DURATION_MAX_MS } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { toDurationMs } from './duration.ts';

describe('toDurationMs', () => {
  test.each([
    [0, 0],
    [1500, 1500],
    ['250ms', 250],
    ['30s', 30_000],
    ['10m', 600_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['36500d', DURATION_MAX_MS],
  ])('reads %j as %d ms', (value, expected) => {
    expect(toDurationMs(value)).toBe(expected);
  });

  test.each([
    -1,
    1.5,
    Number.NaN,
    '',
    '10',
    '1.5s',
    '-1s',
    '10 s',
    '10S',
    's',
    '1w',
    '36501d',
    '9999999999999999d',
    null,
    true,
    [],
    {},
    undefined,
  ])('refuses %j', (value) => {
    expect(toDurationMs(value)).toBeUndefined();
  });
});
