import { expect, it } from '@jest/globals';
import { checkWaits } from './check-waits.ts';
import { type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of waits finds nothing wrong where all is well', () => {
  expect(findIn(checkWaits)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  [
    'that is over early',
    (draft) => {
      eventOf(draft, 'r8', 'step.completed nap').at = eventOf(draft, 'r8', 'step.waiting nap').at;
    },
  ],
  [
    'that was to be shorter than its workflow says',
    (draft) => {
      const waiting = eventOf(draft, 'r8', 'step.waiting nap');
      waiting.dueAt = (waiting.dueAt ?? 0) - 1;
    },
  ],
  [
    'that was over without a wait',
    (draft) => {
      const { events } = runOf(draft, 'r8');
      events.splice(events.indexOf(eventOf(draft, 'r8', 'step.waiting nap')), 1);
    },
  ],
  [
    'for a signal that timed out early',
    (draft) => {
      eventOf(draft, 'r9', 'step.completed again').type = 'step.timed_out';
    },
  ],
])('the check of waits finds a wait %s', (_, spoil) => {
  expect(findIn(checkWaits, spoil)).toEqual(['I14']);
});
