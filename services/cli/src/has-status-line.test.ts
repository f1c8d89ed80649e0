import { expect, it } from '@jest/globals';
import { hasStatusLine } from './has-status-line.ts';

it.each([
  ['archive verify', true],
  ['runs', true],
  ['runs list --watch', true],
  ['run ./flow.yaml --follow', true],
  ['runs export r0', true],
  ['top', true],
  ['demo', true],
  ['up --workers 2', false],
  ['worker', false],
  ['nonsense', false],
])('ag06 %s has a line that says that it is at work: %s', (line, expected) => {
  expect(hasStatusLine(line.split(' '))).toBe(expected);
});
