import { expect, test } from '@jest/globals';
import { NO_SEARCH, toArchiveFilter } from './to-archive-filter.ts';

test('an empty search asks for all, and each field that is filled in narrows it', () => {
  expect(Object.values(toArchiveFilter(NO_SEARCH)).filter((value) => value !== undefined)).toEqual([]);
  const search = { ...NO_SEARCH, status: 'failed', workflow: ' buy ', tag: 'urgent', to: '2026-01-02T03:04' };
  expect(toArchiveFilter({ ...search, from: 'soon' })).toEqual({
    status: ['failed'],
    workflow: 'buy',
    tag: ['urgent'],
    to: new Date('2026-01-02T03:04'),
  });
});
