import { expect, it } from '@jest/globals';
import { checkHistory } from './check-history.ts';
import { createHistory } from './history-fixture.ts';

it('finds nothing in a history in which all is well', () => {
  expect(checkHistory(createHistory())).toEqual([]);
});

it('finds what any of its parts finds', () => {
  const spoilt = createHistory((draft) => {
    draft.missing.push('r9');
    draft.recoveryMs = 90_000;
    draft.faults = {};
  });
  expect(checkHistory(spoilt).map(({ invariant }) => invariant)).toEqual(['I1', 'I19', 'I20']);
});
