import { expect, it } from '@jest/globals';
import { checkAttributes } from './check-attributes.ts';
import { type DraftHistory, findIn, runOf } from './spoiling.ts';

const listed = (runIds: string[]) => (draft: DraftHistory) => {
  for (const listing of draft.listings) listing.runIds = runIds;
};

it('the check of attributes finds nothing wrong where all is well', () => {
  expect(findIn(checkAttributes)).toEqual([]);
});

it.each<[string, string[]]>([
  ['without a run that it should have', []],
  ['with a run that it should not have', ['r8', 'r1']],
  ['with a run twice', ['r8', 'r8']],
])('the check of attributes finds a list %s', (_, runIds) => {
  expect(findIn(checkAttributes, listed(runIds))).toEqual(['ATTR']);
});

it('the check of attributes allows that a child has none which was stopped before it started', () => {
  const stop = (code: string) => (draft: DraftHistory) => {
    listed([])(draft);
    const run = runOf(draft, 'r8');
    run.events = run.events.filter(({ type }) => type === 'run.accepted');
    run.events.push({
      seq: 2,
      type: 'run.cancelled',
      at: run.events[0]?.at ?? '',
      error: { code },
    } as (typeof run.events)[number]);
  };
  expect(findIn(checkAttributes, stop('PARENT_ENDED'))).toEqual([]);
  expect(findIn(checkAttributes, stop('RUN_CANCELLED'))).toEqual(['ATTR']);
});
