import { expect, it } from '@jest/globals';
import { checkRetries } from './check-retries.ts';
import { addBefore, type DraftHistory, findIn } from './spoiling.ts';

it('the check of retries finds nothing wrong where all is well', () => {
  expect(findIn(checkRetries)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  [
    'that does again what had completed',
    (draft) => addBefore(draft, 'r12', 'run.completed', { type: 'step.started', step: 'a', attempt: 1 }),
  ],
  [
    'of a run that had not ended',
    (draft) => addBefore(draft, 'r12', 'run.failed', { type: 'run.retried', steps: ['b'] }),
  ],
  [
    'that nobody asked for',
    (draft) => {
      draft.steerings = [];
    },
  ],
  [
    'that was acknowledged and did not happen',
    (draft) =>
      void draft.steerings.push({ runId: 'r12', does: 'retry', from: 0, to: 1, end: 'acknowledged' }),
  ],
])('the check of retries finds a retry %s', (_, spoil) => {
  expect(findIn(checkRetries, spoil)).toEqual(['RETRY']);
});
