import { expect, it } from '@jest/globals';
import { checkAttributes } from './check-attributes.ts';
import { type DraftHistory, findIn } from './spoiling.ts';

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
