import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NOTES_FILE, readNotes } from '../proof/notes.ts';
import { renderReport, type TestEnd, toReport } from './to-report.ts';

const REPORT = fileURLToPath(new URL('../../report.json', import.meta.url));

/** The part of jest's aggregated result that is read here. */
interface Results {
  readonly testResults: readonly { readonly testResults: readonly TestEnd[] }[];
}

/** A jest reporter: prints the table of cases, and writes it to `report.json` beside this package's sources. */
export default class ComplianceReporter {
  onRunComplete(_contexts: unknown, { testResults }: Results): void {
    const file = process.env[NOTES_FILE];
    if (file === undefined) throw new Error(`${NOTES_FILE} is not set: run the cases by npm run compliance.`);
    const ends = testResults.flatMap((one) => one.testResults);
    const report = toReport(ends, readNotes(file));
    rmSync(dirname(file), { recursive: true });
    writeFileSync(REPORT, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`\n${renderReport(report)}\n`);
  }
}
