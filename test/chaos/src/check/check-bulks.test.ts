import { expect, it } from '@jest/globals';
import { checkBulks } from './check-bulks.ts';
import { type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

const bulkOf = (draft: DraftHistory) => {
  const [bulk] = draft.bulks;
  if (bulk?.view === undefined) throw new Error('The fixture has no bulk.');
  return { bulk, view: bulk.view };
};

it('the check of bulks finds nothing wrong where all is well', () => {
  expect(findIn(checkBulks)).toEqual([]);
});

it('the check of bulks allows that a run was met between its end and its retry', () => {
  const met = (draft: DraftHistory) => {
    const { bulk, view } = bulkOf(draft);
    bulk.from = 10;
    view.finishedAt = eventOf(draft, 'r12', 'run.failed').at;
    for (const { end, tags } of draft.submissions)
      if (end.is === 'acknowledged' && end.runId === 'r12') tags.push('w1');
  };
  expect(findIn(checkBulks, met)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  ['that never finished', (draft) => void delete bulkOf(draft).view.finishedAt],
  [
    'that failed for a run',
    (draft) => {
      bulkOf(draft).view.failed = 1;
    },
  ],
  [
    'that passed over a run',
    (draft) => {
      const { bulk, view } = bulkOf(draft);
      bulk.from = 10;
      view.finishedAt = runOf(draft, 'r1').run.createdAt;
      for (const submission of draft.submissions) submission.tags.push('w1');
    },
  ],
])('the check of bulks finds one %s', (_, spoil) => {
  expect(findIn(checkBulks, spoil)).toEqual(['BULK']);
});
