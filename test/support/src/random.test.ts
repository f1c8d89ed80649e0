import { describe, expect, test } from '@jest/globals';
import { createRandom } from './random.ts';

const take = (count: number, next: () => number) => Array.from({ length: count }, next);

describe('createRandom', () => {
  test('repeats itself for one seed and differs for another', () => {
    const [a, b, c] = [createRandom(7), createRandom(7), createRandom(8)];
    const first = take(100, () => a.int(1_000));
    expect(take(100, () => b.int(1_000))).toEqual(first);
    expect(take(100, () => c.int(1_000))).not.toEqual(first);
  });

  test('gives the published values of mulberry32', () => {
    const random = createRandom(1);
    expect(take(3, () => Math.floor(random.next() * 2 ** 32))).toEqual([2693262067, 11749833, 2265367787]);
  });

  test('reaches every value of int(n) about as often, and none outside', () => {
    const random = createRandom(3);
    const counts = new Map<number, number>();
    for (const value of take(6_000, () => random.int(6))) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test('is true with about the probability asked for, never for 0 and always for 1', () => {
    const random = createRandom(4);
    const share = take(4_000, () => Number(random.chance(0.2))).reduce((a, b) => a + b) / 4_000;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.03);
    expect(take(500, () => Number(random.chance(0)))).not.toContain(1);
    expect(take(500, () => Number(random.chance(1)))).not.toContain(0);
  });

  test('picks elements of the list, also where they are undefined, and refuses an empty list', () => {
    const random = createRandom(5);
    const picked = new Set(Array.from({ length: 50 }, () => random.pick(['a', 'b', undefined])));
    expect(picked).toEqual(new Set(['a', 'b', undefined]));
    expect(() => random.pick([])).toThrow('at least one');
    expect(() => random.int(0)).toThrow('n >= 1');
  });
});
