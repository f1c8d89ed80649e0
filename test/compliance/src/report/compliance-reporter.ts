import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NOTES_FILE, readNotes } from '../proof/notes.ts';
import { renderReport, type TestEnd, toReport } from './to-report.ts';

const REPORT = fileURLToPath(new URL('../../report.json', import.meta.url));

/** The parts of jest's configuration and of its result that are read here. */
interface Configuration {
  readonly testNamePattern?: string | undefined;
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}
interface Results {
  readonly testResults: readonly { readonly testResults: readonly TestEnd[] }[];
}

/**
 * A jest reporter: prints the table of cases, and writes it to `report.json` beside this package's sources. The run of all cases
 * fails if one of them has no test.
 */
export default class ComplianceReporter {
  readonly #isWhole: boolean;
  readonly #report: string;
  #error: Error | undefined;

  constructor({ testNamePattern = '', testPathPatterns }: Configuration, { report = REPORT } = {}) {
    this.#report = report;
    this.#isWhole = testNamePattern === '' && testPathPatterns.patterns.length === 0;
  }

  /** The report of an earlier run is not that of one that was interrupted. */
  onRunStart(): void {
    rmSync(this.#report, { force: true });
  }

  onRunComplete(_contexts: unknown, { testResults }: Results): void {
    const file = process.env[NOTES_FILE];
    if (file === undefined) throw new Error(`${NOTES_FILE} is not set: run the cases by npm run compliance.`);
    const ends = testResults.flatMap((one) => one.testResults);
    const report = toReport(ends, readNotes(file));
    rmSync(file);
    writeFileSync(this.#report, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`\n${renderReport(report, Math.min(process.stdout.columns || 110, 110))}\n`);
    const missing = report.cases.filter(({ status }) => status === 'missing').length;
    if (this.#isWhole && missing > 0) this.#error = new Error(`${missing} cases were not run.`);
  }

  getLastError(): Error | undefined {
    return this.#error;
  }
}
