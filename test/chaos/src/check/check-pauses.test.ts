import { expect, it } from '@jest/globals';
import type { Hold } from '../history.ts';
import { checkPauses } from './check-pauses.ts';
import { addBefore, type DraftHistory, effectOf, findIn } from './spoiling.ts';

const hold = (of: Hold['of'], name: string) => (draft: DraftHistory) => {
  draft.holds.push({ of, name, pausing: { from: 0, to: 1 }, resuming: { from: 90_000, to: 90_001 } });
  effectOf(draft, 'r1', 'start c 1').at = 10_000;
};

it('the check of pauses finds nothing wrong where all is well', () => {
  expect(findIn(checkPauses)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  [
    'of a paused run',
    (draft) => addBefore(draft, 'r8', 'run.resumed', { type: 'step.started', step: 'b', attempt: 1 }),
  ],
  [
    'of an item of a paused run',
    (draft) =>
      addBefore(draft, 'r8', 'run.resumed', { type: 'item.started', step: 'b', item: 1, attempt: 1 }),
  ],
  ['while the fleet was paused', hold('fleet', '')],
  ['while its agent was paused', hold('agent', 'chaos.work')],
  ['while its workflow was paused', hold('workflow', 'chain-3')],
])('the check of pauses finds a start %s', (_, spoil) => {
  expect(findIn(checkPauses, spoil)).toEqual(['PAUSE']);
});

it.each<[string, (draft: DraftHistory) => void]>([
  ['while another agent was paused', hold('agent', 'chaos.other')],
  ['while another workflow was paused', hold('workflow', 'chain-4')],
  [
    'by a worker that was stopped itself meanwhile',
    (draft) => {
      hold('fleet', '')(draft);
      for (const life of draft.lives) life.pauses.push({ from: 2, to: 9_000 });
    },
  ],
])('the check of pauses allows a start %s', (_, spoil) => {
  expect(findIn(checkPauses, spoil)).toEqual([]);
});
