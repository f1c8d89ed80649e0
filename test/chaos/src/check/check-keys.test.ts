import { expect, it } from '@jest/globals';
import { checkIdempotencyKeys } from './check-keys.ts';
import { type DraftHistory, effectOf, findIn } from './spoiling.ts';

it('the check of keys finds nothing wrong where all is well', () => {
  expect(findIn(checkIdempotencyKeys)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I17',
    'two steps that share a key',
    (draft) => {
      effectOf(draft, 'r2', 'start b 1').idempotencyKey = 'r1:a';
    },
  ],
  [
    'I17',
    'an attempt with another key',
    (draft) => {
      effectOf(draft, 'r1', 'start b 2').idempotencyKey = 'r1:b:2';
    },
  ],
  [
    'I17',
    'two items that share a key',
    (draft) => {
      effectOf(draft, 'r5', 'start each[1] 1').idempotencyKey = 'r5:each:0';
    },
  ],
  [
    'I17',
    'an item that has the key of its step’s namesake in another run',
    (draft) => {
      effectOf(draft, 'r6', 'start each[1] 1').idempotencyKey = 'r5:each:1';
    },
  ],
  [
    'I17',
    'an attempt at an item with another key',
    (draft) => {
      effectOf(draft, 'r5', 'start each[1] 2').idempotencyKey = 'r5:each:1:2';
    },
  ],
  [
    'I17',
    'two iterations of a step that share a key',
    (draft) => {
      for (const effect of draft.effects)
        if (effect.runId === 'r21' && effect.iteration === 1) effect.idempotencyKey = 'r21:again';
    },
  ],
])('the check of keys finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkIdempotencyKeys, spoil)).toEqual([invariant]);
});
