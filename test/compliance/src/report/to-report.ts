import { CASES, titleOf } from '../cases.ts';
import type { Note } from '../proof/notes.ts';

/** `missing`: no test of that number ran. */
type CaseStatus = 'passed' | 'failed' | 'missing';

interface ReportedCase {
  readonly number: number;
  readonly name: string;
  readonly status: CaseStatus;
  readonly asserted: string;
  /** What was measured, by what it is; values with their units. */
  readonly measured: Readonly<Record<string, number | string>>;
}

export interface Report {
  readonly cases: readonly ReportedCase[];
}

/** A test as jest tells it. */
export interface TestEnd {
  readonly title: string;
  readonly status: string;
}

/** Puts the ends of tests and the notes of cases together, one entry for each of the 88. A case that no test proved is missing. */
export function toReport(ends: readonly TestEnd[], notes: readonly Note[]): Report {
  const statuses = new Map(ends.map(({ title, status }) => [title, status]));
  const noted = new Map(notes.map((note) => [note.number, note]));
  return {
    cases: CASES.map((one) => {
      const note = noted.get(one.number);
      const status = statuses.get(titleOf(one));
      return {
        number: one.number,
        name: one.name,
        // A skipped test has a status too, and proves nothing.
        status: status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'missing',
        asserted: note?.asserted ?? '',
        measured: note?.measured ?? {},
      };
    }),
  };
}

/** The table of a report as lines, and the count of cases that passed. */
export function renderReport({ cases }: Report): string {
  const width = Math.max(...cases.map(({ name }) => name.length));
  const lines = cases.flatMap(({ number, name, status, asserted, measured }) => [
    `${String(number).padStart(2, '0')}  ${name.padEnd(width)}  ${status}`,
    ...(asserted === '' ? [] : [`    ${asserted}`]),
    ...Object.entries(measured).map(([what, value]) => `    ${what}: ${value}`),
  ]);
  const passed = cases.filter(({ status }) => status === 'passed').length;
  return [...lines, '', `${passed} of ${cases.length} cases passed`].join('\n');
}
