import { expect, test } from '@jest/globals';
import { toLeaf, toMembers, toPreview } from './to-members.ts';

test('a list and an object show their first members, and how many are left', () => {
  expect(toMembers([1, 2, 3], 2)).toEqual({
    entries: [
      ['0', 1],
      ['1', 2],
    ],
    left: 1,
  });
  expect(toMembers({ a: 1 }, 2)).toEqual({ entries: [['a', 1]], left: 0 });
  expect(toMembers('text', 2)).toBeUndefined();
  expect(toMembers(null, 2)).toBeUndefined();
});

test('a preview is one short line, whatever the value', () => {
  expect(toPreview({ order: 'o-1', lines: [1, 2], to: { city: 'x' } })).toBe(
    '{order: "o-1", lines: […], to: {…}}',
  );
  expect(toPreview(Array.from({ length: 1_000 }, () => 'a long text'.repeat(100))).length).toBeLessThan(90);
  expect(toPreview({ ['k'.repeat(10_000)]: 1 }).length).toBeLessThan(90);
  expect(toPreview(null)).toBe('null');
});

test('a long text is cut', () => expect(toLeaf('abcdef', 3)).toBe('"abc…"'));
