import { expect, it } from '@jest/globals';
import { answersOnce } from './answers-once.ts';

it.each([
  ['archive verify', true],
  ['runs', true],
  ['runs list --status failed', true],
  ['runs list --watch', false],
  ['runs list --watch=5', false],
  ['run ./flow.yaml --follow', false],
  ['runs export r0', false],
  ['top', false],
  ['nonsense', false],
])('ag06 %s prints its answer when it is done: %s', (line, expected) => {
  expect(answersOnce(line.split(' '))).toBe(expected);
});
