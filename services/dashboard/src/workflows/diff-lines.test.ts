import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffLines } from './diff-lines.ts';

const told = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`);

test('lines that differ are removed and added at their place', () => {
  expect(told('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  expect(told('a', 'a')).toEqual([' a']);
});

test('a difference has each line of both texts, in order', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = diffLines(before, after);
      const without = (left: string) =>
        lines
          .filter(({ kind }) => kind !== left)
          .map(({ text }) => text)
          .join('\n');
      expect(without('added')).toBe(before);
      expect(without('removed')).toBe(after);
    }),
  );
});

test('texts of tens of thousands of lines are compared', () => {
  const many = (word: string) => Array.from({ length: 20_000 }, (_, at) => `${word}${at}`).join('\n');
  expect(diffLines(many('a'), many('b'))).toHaveLength(40_000);
});
