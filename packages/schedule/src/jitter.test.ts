import { describe, expect, it } from '@jest/globals';
import { jitterOf } from './jitter.ts';

describe('the jitter of a slot', () => {
  it('is the same whenever it is asked for, and another one for another slot or schedule', () => {
    expect(jitterOf('a', 1_000, 60_000)).toBe(jitterOf('a', 1_000, 60_000));
    expect(jitterOf('a', 1_000, 60_000)).not.toBe(jitterOf('a', 2_000, 60_000));
    expect(jitterOf('a', 1_000, 60_000)).not.toBe(jitterOf('b', 1_000, 60_000));
  });

  it('is less than it may be, and spread over that', () => {
    const drawn = Array.from({ length: 1_000 }, (_, i) => jitterOf('a', i * 60_000, 10));
    expect(new Set(drawn)).toEqual(new Set(Array.from({ length: 10 }, (_, i) => i)));
  });

  it('is none where none is asked for', () => {
    expect(jitterOf('a', 1_000, 0)).toBe(0);
  });
});
