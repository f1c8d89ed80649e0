import { RunSubmission, RunsQuery } from '@ag06/contracts/api';
import { TuningSettings } from '@ag06/contracts/tuning';
import { describe, expect, it } from '@jest/globals';
import { describeIssue } from './describe-issue.ts';

const expectedOf = (schema: typeof RunSubmission | typeof RunsQuery | typeof TuningSettings, value: object) =>
  schema.safeParse(value).error?.issues.map((issue) => `${issue.path.join('.')}: ${describeIssue(issue)}`);

describe('the expectation that describeIssue returns', () => {
  it.each([
    [{ priority: 'urgent' }, 'priority: one of critical, high, normal, low, bulk'],
    [{ workflow: 7 }, 'workflow: a text'],
    [{ workflow: 'Not A Name' }, 'workflow: a text that matches /^[a-z0-9][a-z0-9._-]{0,127}$/'],
    [{ tags: 'red' }, 'tags: a list'],
    [{ tags: Array.from({ length: 21 }, String) }, 'tags: a number of elements of at most 20'],
    [{ tags: ['x'.repeat(65)] }, 'tags.0: a length of at most 64'],
    [{ version: '' }, 'version: a length of at least 1'],
    [{ delay: true }, 'delay: a number, or a text'],
  ])('of a submission %j is told as %s', (more, told) => {
    expect(expectedOf(RunSubmission, { workflow: 'x', ...more })).toEqual([told]);
  });

  it.each([
    [{ status: 'done' }, /^status\.0: one of \w+, running/],
    [{ from: 'yesterday' }, /^from: a time such as/],
    [{ limit: 'many' }, /^limit: a whole number$/],
    [{ limit: '501' }, /^limit: at most 500$/],
  ])('of a query %j is told in words', (query, told) => {
    expect(expectedOf(RunsQuery, query)?.[0]).toMatch(told);
  });

  it('of a key of a record is told as the key that it should be', () => {
    const settings = { bySize: { 6: { timeoutMs: 1 } } };
    expect(expectedOf(TuningSettings, settings)).toEqual([
      'bySize.6: a key that is a text that matches /^[0-5]$/',
    ]);
  });

  it('never begins with the library’s own words', () => {
    for (const value of [{}, { workflow: null }, { priority: 1 }, { tags: [1] }, { timeout: {} }])
      for (const told of expectedOf(RunSubmission, value) ?? []) expect(told).not.toContain('Invalid');
  });
});
