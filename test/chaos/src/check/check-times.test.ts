import { expect, it } from '@jest/globals';
import { checkTimes } from './check-times.ts';
import { type DraftHistory, eventOf, findIn } from './spoiling.ts';

it('the check of times finds nothing wrong where all is well', () => {
  expect(findIn(checkTimes)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I12',
    'a retry that begins early',
    (draft) => {
      eventOf(draft, 'r1', 'step.retrying b').dueAt = Date.parse('2026-01-01T00:00:01.000Z');
    },
  ],
  [
    'I12',
    'a retry that nobody told when to begin',
    (draft) => {
      delete eventOf(draft, 'r1', 'step.retrying b').dueAt;
    },
  ],
  [
    'I14',
    'a delayed run that begins early',
    (draft) => {
      for (const submission of draft.submissions) submission.delayMs = 1_000;
    },
  ],
  [
    'I12',
    'an item that is tried again too early',
    (draft) => {
      const retrying = eventOf(draft, 'r5', 'item.retrying each[1]');
      retrying.dueAt = (retrying.dueAt ?? 0) + 1_000;
    },
  ],
])('the check of times finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkTimes, spoil)).toEqual([invariant]);
});
