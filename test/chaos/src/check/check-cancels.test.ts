import { expect, it } from '@jest/globals';
import { checkCancels } from './check-cancels.ts';
import { type DraftHistory, effectOf, findIn, runOf } from './spoiling.ts';

it('the check of cancels finds nothing wrong where all is well', () => {
  expect(findIn(checkCancels)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I10',
    'a cancelled run that ended otherwise',
    (draft) => {
      runOf(draft, 'r4').run.status = 'completed';
    },
  ],
  [
    'I10',
    'a run that was too late to cancel, and is cancelled',
    (draft) => {
      for (const cancellation of draft.cancellations) cancellation.end = 'too late';
    },
  ],
  [
    'I10',
    'a cancellation that found no run',
    (draft) => {
      for (const cancellation of draft.cancellations) cancellation.end = 'refused';
      runOf(draft, 'r4').run.status = 'failed';
    },
  ],
  ['I10', 'a run that nobody cancelled', (draft) => void draft.cancellations.pop()],
  [
    'I10',
    'a handler that starts late',
    (draft) => {
      effectOf(draft, 'r4', 'start a 1').at = 1_100;
    },
  ],
  [
    'I10',
    'a handler that goes on',
    (draft) => {
      const start = effectOf(draft, 'r4', 'start a 1');
      if (start.kind === 'start') draft.effects.push({ ...start, kind: 'abort', at: 10_100 });
    },
  ],
])('the check of cancels finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkCancels, spoil)).toEqual([invariant]);
});

it('the check of cancels does not count the time while a process is stopped', () => {
  const found = findIn(checkCancels, (draft) => {
    effectOf(draft, 'r4', 'start a 1').at = 5_000;
    for (const life of draft.lives) life.pauses.push({ from: 30, to: 4_990 });
  });
  expect(found).toEqual([]);
});
