import { expect, it } from '@jest/globals';
import { checkFleet } from './check-fleet.ts';
import { type DraftHistory, findIn, runOf } from './spoiling.ts';

it('the check of fleet finds nothing wrong where all is well', () => {
  expect(findIn(checkFleet)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I19',
    'a recovery that takes long',
    (draft) => {
      draft.recoveryMs = 60_001;
    },
  ],
  [
    'I19',
    'a run that never ends',
    (draft) => {
      runOf(draft, 'r1').run.status = 'running';
    },
  ],
  [
    'EXIT',
    'a process that ends by itself',
    (draft) => {
      for (const life of draft.lives) life.end = 'by itself';
    },
  ],
  [
    'DRAIN',
    'a worker that never drains',
    (draft) => {
      for (const life of draft.lives) life.end = 'overdue';
    },
  ],
  [
    'I15',
    'a job that is left',
    (draft) => {
      draft.leftovers.queues.push('agent.x (1 waiting, 0 active, 0 delayed)');
    },
  ],
  ['I15', 'a job of its own that was set aside', (draft) => void draft.leftovers.deadLetters.push('job')],
])('the check of fleet finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkFleet, spoil)).toEqual([invariant]);
});
