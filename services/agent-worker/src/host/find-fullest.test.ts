import { expect, it } from '@jest/globals';
import { findFullest } from './find-fullest.ts';

it.each([
  ['no agent', [], { used: 0, limit: 0 }],
  ['idle ones', [{ inUse: 0, limit: 10 }], { used: 0, limit: 10 }],
  [
    'the fullest by its share',
    [
      { inUse: 5, limit: 10 },
      { inUse: 2, limit: 2 },
    ],
    { used: 2, limit: 2 },
  ],
])('findFullest tells of %s', (_, slots, use) => {
  expect(findFullest(slots)).toEqual(use);
});
