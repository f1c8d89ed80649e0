import { describe, expect, test } from '@jest/globals';
import { type JestResults, toRemarks, toSummary } from './summary-reporter.ts';

const results: JestResults = {
  numPassedTests: 12,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
};

describe('the summary of a test run', () => {
  test('counts a file that could not be run as a failure', () => {
    expect(toSummary(results)).toBe('12 passed, 0 failed');
    expect(toSummary({ ...results, numFailedTests: 1, numRuntimeErrorTestSuites: 2 })).toBe(
      '12 passed, 3 failed',
    );
  });

  test('names the slowest files first and says when something was skipped', () => {
    const took = (testFilePath: string, runtime: number) => ({ testFilePath, perfStats: { runtime } });
    const testResults = [took('quick', 100), took('slow', 6_000), took('slowest', 61_000)];
    expect(toRemarks({ ...results, testResults, numPendingTests: 1, numTodoTests: 1 })).toEqual([
      'slow: 61.0 s slowest',
      'slow: 6.0 s slow',
      '2 tests were skipped',
    ]);
    expect(toRemarks(results)).toEqual([]);
  });
});
