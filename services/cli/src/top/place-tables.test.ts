import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeTables } from './place-tables.ts';

describe('tables in a terminal', () => {
  it('all have a row, and the one with the focus the rest', () => {
    expect(placeTables(16, [100, 8, 50], 2)).toEqual([3, 3, 7]);
    expect(placeTables(16, [100, 8, 50], 0)).toEqual([7, 3, 3]);
  });

  it('give what they do not need to the others', () => {
    expect(placeTables(16, [9, 2, 1], 2)).toEqual([9, 2, 1]);
    expect(placeTables(30, [100, 2, 1], 2)).toEqual([24, 2, 1]);
  });

  it('are left out where there is no room, the one with the focus last', () => {
    expect(placeTables(4, [5, 5, 5], 1)).toEqual([1, 1, undefined]);
    expect(placeTables(3, [5, 5, 5], 2)).toEqual([undefined, undefined, 2]);
    expect(placeTables(1, [5, 5, 5], 2)).toEqual([undefined, undefined, undefined]);
  });

  it('never take more lines than there are', () => {
    const needs = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.integer({ min: -5, max: 200 }),
        needs,
        fc.integer({ min: 0, max: 2 }),
        (room, rows, focus) => {
          const placed = placeTables(room, rows, focus);
          const lines = placed.reduce<number>((sum, place) => sum + (place === undefined ? 0 : place + 1), 0);
          expect(lines).toBeLessThanOrEqual(Math.max(0, room));
        },
      ),
    );
  });
});
