import { writeFileSync } from 'node:fs';

/** The part of jest's aggregated result that is read here. */
export interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Test files that could not be run at all. */
  readonly numRuntimeErrorTestSuites: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly testFilePath: string;
    readonly perfStats: { readonly runtime: number };
  }[];
}

const SLOW_MS = 5_000;
const MAX_SLOW = 5;

/** `N passed, N failed`; a file that could not be run counts as one failure. */
export function toSummary(results: JestResults): string {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return `${results.numPassedTests} passed, ${failed} failed`;
}

/** Remarks for readers of the log: the slowest files, and tests that were not run. */
export function toRemarks(results: JestResults): readonly string[] {
  const slow = results.testResults
    .filter(({ perfStats }) => perfStats.runtime >= SLOW_MS)
    .sort((a, b) => b.perfStats.runtime - a.perfStats.runtime)
    .slice(0, MAX_SLOW)
    .map(
      ({ testFilePath, perfStats }) => `slow: ${(perfStats.runtime / 1_000).toFixed(1)} s ${testFilePath}`,
    );
  const skipped = results.numPendingTests + results.numTodoTests;
  return skipped === 0 ? slow : [...slow, `${skipped} tests were skipped`];
}

/** A jest reporter: prints the remarks, and writes the summary to the file `TEST_SUMMARY_FILE` names, for CI. */
export default class SummaryReporter {
  onRunComplete(_contexts: unknown, results: JestResults): void {
    for (const remark of toRemarks(results)) process.stderr.write(`${remark}\n`);
    const file = process.env.TEST_SUMMARY_FILE;
    if (file) writeFileSync(file, `${toSummary(results)}\n`);
  }
}
