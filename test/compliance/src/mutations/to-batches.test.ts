import { expect, it } from '@jest/globals';
import type { Mutation } from './mutation.ts';
import { toBatches } from './to-batches.ts';

const mutation = (name: string, file: string, kills: readonly number[], says?: RegExp): Mutation => ({
  name,
  edits: [{ file, find: 'a', replace: 'b' }],
  kills,
  ...(says && { says }),
});
const namesOf = (mutations: readonly Mutation[]) =>
  toBatches(mutations).map((batch) => batch.map(({ name }) => name));

it('mutations that say how their cases fail share a build, if they touch other files and other cases', () => {
  expect(namesOf([mutation('one', 'a.ts', [1], /a/), mutation('two', 'b.ts', [2, 3], /b/)])).toEqual([
    ['one', 'two'],
  ]);
});

it.each([
  ['that do not say how their cases fail', mutation('two', 'b.ts', [2])],
  ['of the same case', mutation('two', 'b.ts', [2, 1], /b/)],
  ['of the same file', mutation('two', 'a.ts', [2], /b/)],
])('mutations %s have builds of their own', (_, second) => {
  expect(namesOf([mutation('one', 'a.ts', [1], /a/), second])).toEqual([['one'], ['two']]);
});

it('a mutation joins the first build that it fits, and no mutation is left out', () => {
  const four = [
    mutation('one', 'a.ts', [1], /a/),
    mutation('two', 'a.ts', [2], /b/),
    mutation('three', 'b.ts', [2], /c/),
    mutation('four', 'c.ts', [3]),
  ];
  expect(namesOf(four)).toEqual([['one', 'three'], ['two'], ['four']]);
});
