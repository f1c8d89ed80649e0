import { describe, expect, it } from '@jest/globals';
import { jitterOf } from './jitter.ts';

describe('the jitter of a slot', () => {
  it('is always the same for a slot, and differs between slots and schedules', () => {
    expect(jitterOf('a', 1_000, 60_000)).toBe(jitterOf('a', 1_000, 60_000));
    expect(jitterOf('a', 1_000, 60_000)).not.toBe(jitterOf('a', 2_000, 60_000));
    expect(jitterOf('a', 1_000, 60_000)).not.toBe(jitterOf('b', 1_000, 60_000));
  });

  it('is less than its maximum, and spread evenly', () => {
    const drawn = Array.from({ length: 1_000 }, (_, i) => jitterOf('a', i * 60_000, 10));
    expect(new Set(drawn)).toEqual(new Set(Array.from({ length: 10 }, (_, i) => i)));
  });

  it('is 0 for a maximum of 0', () => {
    expect(jitterOf('a', 1_000, 0)).toBe(0);
  });
});
