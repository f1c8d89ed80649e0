import { describe, expect, test } from '@jest/globals';
import {
  endAt,
  type Filters,
  NO_FILTERS,
  parseFilters,
  toBulkFilter,
  toRunFilter,
  toSearch,
} from './filters.ts';

const ALL: Filters = {
  statuses: ['failed', 'timed_out'],
  tags: ['a&b', 'ü'],
  conditions: [
    { name: 'amount', comparison: 'gte', value: '10' },
    { name: 'amount', comparison: 'lt', value: '20' },
    { name: 'valueOf', comparison: 'is', value: 'a=b&c' },
    { name: 'customer', comparison: 'prefix', value: 'cust-' },
  ],
  workflow: 'refund',
  correlationId: 'order 7',
  code: 'RATE_LIMITED',
  from: '2026-01-02T03:04:05Z',
  endedFrom: '2026-01-02T04:00:00Z',
  endedTo: '2026-01-02T05:00:00Z',
};

describe('filters of the list of runs', () => {
  test('are the same after a way through the address', () => {
    expect(parseFilters(toSearch(ALL))).toEqual(ALL);
    expect(toSearch(NO_FILTERS)).toBe('');
    expect(parseFilters('')).toEqual(NO_FILTERS);
  });

  test('leave out of an address what they do not know, and empty fields', () => {
    expect(parseFilters('?status=asleep&status=failed&odd=1&workflow=&tag=&from=%20')).toEqual({
      ...NO_FILTERS,
      statuses: ['failed'],
    });
  });

  test('become the filter of the client, with all conditions of one attribute together', () => {
    const filter = toRunFilter(ALL);
    expect(Object.entries(filter.attributes ?? {})).toEqual([
      ['amount', ['gte:10', 'lt:20']],
      ['valueOf', ['a=b&c']],
      ['customer', ['prefix:cust-']],
    ]);
    expect(filter).toMatchObject({
      status: ['failed', 'timed_out'],
      tag: ['a&b', 'ü'],
      workflow: 'refund',
      code: 'RATE_LIMITED',
    });
    expect(toRunFilter(NO_FILTERS)).toEqual({});
  });

  test('become the filter of a bulk, which names everything by a word', () => {
    expect(toBulkFilter(NO_FILTERS)).toEqual({ all: true });
    expect(
      toBulkFilter({
        ...NO_FILTERS,
        conditions: ALL.conditions.slice(0, 1),
        workflow: 'refund',
        code: 'BOOM',
      }),
    ).toEqual({
      workflow: 'refund',
      code: 'BOOM',
      attributes: [{ name: 'amount', is: 'gte:10' }],
    });
    const { from, endedFrom, endedTo } = ALL;
    const times = { from, endedFrom, endedTo };
    expect(toBulkFilter({ ...NO_FILTERS, ...times })).toEqual(times);
  });

  test('of a bulk end with the moment of its count, if not earlier', () => {
    const at = '2026-01-01T00:00:00.000Z';
    const to = '2026-01-01T00:00:00.001Z';
    expect(endAt({ all: true }, at)).toEqual({ to });
    expect(endAt({ workflow: 'w', to: '2027-01-01T00:00:00Z' }, at)).toEqual({ workflow: 'w', to });
    const early = { tag: ['a'], to: String(Date.parse(at) - 1) };
    expect(endAt(early, at)).toEqual(early);
  });

  test('are not those of a bulk if they name a parent, which no bulk can', () =>
    expect(toBulkFilter({ ...NO_FILTERS, parent: 'r0-x' })).toBeUndefined());
});
