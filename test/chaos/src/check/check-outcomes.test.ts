import { expect, it } from '@jest/globals';
import { checkOutcomes } from './check-outcomes.ts';
import { addBefore, type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of outcomes finds nothing wrong where all is well', () => {
  expect(findIn(checkOutcomes)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I4',
    'a second outcome',
    (draft) => {
      addBefore(draft, 'r1', 'run.completed', { ...eventOf(draft, 'r1', 'step.completed a') });
    },
  ],
  [
    'I4',
    'a run that tells another status of a step than its log',
    (draft) => {
      runOf(draft, 'r1').run.steps = { a: { status: 'skipped', attempt: 1 } };
    },
  ],
  [
    'I5',
    'a step that is scheduled again',
    (draft) => {
      addBefore(draft, 'r1', 'run.completed', { ...eventOf(draft, 'r1', 'step.scheduled a') });
    },
  ],
  [
    'I4',
    'a second outcome of an item',
    (draft) => {
      addBefore(draft, 'r7', 'step.failed each', { ...eventOf(draft, 'r7', 'item.failed each[0]') });
    },
  ],
  [
    'I5',
    'a step that is scheduled twice for one time that it was blocked',
    (draft) => {
      const scheduled = eventOf(draft, 'r1', 'step.scheduled a');
      const blocked = { ...scheduled, type: 'step.blocked', blockedBy: 'breaker:chaos.work' };
      for (const event of [blocked, scheduled, scheduled])
        addBefore(draft, 'r1', 'step.started a', { ...event });
    },
  ],
])('the check of outcomes finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkOutcomes, spoil)).toEqual([invariant]);
});

it('the check of outcomes lets a blocked step be scheduled again', () => {
  const spoil = (draft: DraftHistory) => {
    const scheduled = eventOf(draft, 'r1', 'step.scheduled a');
    const blocked = { ...scheduled, type: 'step.blocked', blockedBy: 'breaker:chaos.work' };
    for (const event of [blocked, scheduled]) addBefore(draft, 'r1', 'step.started a', { ...event });
  };
  expect(findIn(checkOutcomes, spoil)).toEqual([]);
});
