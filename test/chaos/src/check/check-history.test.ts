import { expect, it } from '@jest/globals';
import { checkHistory } from './check-history.ts';
import { createHistory } from './history-fixture.ts';

it('the check of a whole history finds nothing wrong where all is well', () => {
  expect(checkHistory(createHistory())).toEqual([]);
});

it('the check of a whole history finds what any of its parts finds', () => {
  const spoilt = createHistory((draft) => {
    draft.missing.push('r9');
    draft.recoveryMs = 90_000;
    draft.faults = {};
  });
  expect(checkHistory(spoilt).map(({ invariant }) => invariant)).toEqual(['I1', 'I19', 'I20']);
});
