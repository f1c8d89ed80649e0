import { expect, it } from '@jest/globals';
import { checkQueued } from './check-queued.ts';
import { type DraftHistory, findIn, runOf } from './spoiling.ts';

const redriveOf = (draft: DraftHistory) => {
  const [redrive] = draft.redrives;
  if (redrive === undefined) throw new Error('The fixture has no redrive.');
  return redrive;
};
const forget = (draft: DraftHistory) => {
  const run = runOf(draft, 'r19');
  run.events = run.events.filter(({ type }) => type !== 'signal.received');
};

it('the check of signals by queue finds nothing wrong where all is well', () => {
  expect(findIn(checkQueued)).toEqual([]);
});

it('the check of signals by queue allows that one which may not be there is nowhere', () => {
  const unknown = (draft: DraftHistory) => {
    draft.leftovers.signalLetters = [];
    for (const signal of draft.signals) if (signal.key === 'q2') signal.end = 'unknown';
  };
  expect(findIn(checkQueued, unknown)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  [
    'a signal that is neither in its run nor set aside',
    (draft) => {
      draft.leftovers.signalLetters = [];
    },
  ],
  [
    'a letter of a signal that nobody sent',
    (draft) => void draft.leftovers.signalLetters.push({ id: 'l3', reason: 'RUN_ENDED', key: 'q9' }),
  ],
  [
    'a good signal that was set aside as faulty',
    (draft) => void draft.leftovers.signalLetters.push({ id: 'l3', reason: 'SIGNAL_INVALID', key: 'q1' }),
  ],
  [
    'a letter that was redriven and is still there',
    (draft) => void draft.leftovers.signalLetters.push({ id: 'l1', reason: 'SIGNAL_UNKNOWN', key: 'q1' }),
  ],
  ['a letter that was redriven and whose run has not got its signal', forget],
  [
    'a letter that nobody could redrive',
    (draft) => {
      redriveOf(draft).ends = ['too late', 'refused'];
    },
  ],
])('the check of signals by queue finds %s', (_, spoil) => {
  expect(findIn(checkQueued, spoil)).toEqual(['QUEUE']);
});
