import { describe, expect, it } from '@jest/globals';
import { Levels } from './levels.ts';
import { jobOf } from './testing/recorded-jobs.ts';

describe('Levels', () => {
  it('counts the attempts that run at a moment, the one that starts then included', () => {
    const levels = new Levels([jobOf(0, 0, 100), jobOf(10, 10, 50), jobOf(50, 50, 60)]);
    expect([0, 10, 49, 50, 60, 100].map((at) => levels.at(at))).toEqual([1, 2, 2, 2, 1, 1]);
    expect(levels.most).toBe(2);
  });

  it('counts an attempt that ends at once where it starts', () => {
    const levels = new Levels([jobOf(5, 5, 5)]);
    expect(levels.at(5)).toBe(1);
    expect(levels.most).toBe(1);
  });
});
