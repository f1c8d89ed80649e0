import { expect, it } from '@jest/globals';
import { counted } from './counted.ts';

it.each([
  [0, '0 segments'],
  [1, '1 segment'],
  [2, '2 segments'],
])('%i of a thing reads well', (count, text) => {
  expect(counted(count, 'segment')).toBe(text);
});
