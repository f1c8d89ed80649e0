import { expect, it } from '@jest/globals';
import { isMoment } from './is-moment.ts';

it.each([0, 1, 1_795_000_000, 8_640_000_000_000])('%s s can be a time', (seconds) => {
  expect(isMoment(seconds)).toBe(true);
  expect(Number.isSafeInteger(Math.round((seconds + 60) * 1_000))).toBe(true);
});

it.each([-1, 8_640_000_000_001, 1e15, Number.MAX_SAFE_INTEGER, Number.NaN, Number.POSITIVE_INFINITY])(
  '%s s is no time',
  (seconds) => {
    expect(isMoment(seconds)).toBe(false);
  },
);
