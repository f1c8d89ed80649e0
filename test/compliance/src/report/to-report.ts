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

/**
 * The cases that ran, with what each asserted and measured; then the numbers of those that failed and that did not run, and how
 * many passed. Lines have at most so many characters.
 */
export function renderReport({ cases }: Report, columns = 110): string {
  const width = Math.max(...cases.map(({ name }) => name.length));
  const having = (wanted: CaseStatus) => cases.filter(({ status }) => status === wanted);
  const lines = cases
    .filter(({ status }) => status !== 'missing')
    .flatMap(({ number, name, status, asserted, measured }) => [
      `${twoDigits(number)}  ${name.padEnd(width)}  ${status}`,
      ...wrap(asserted, columns - INDENT.length),
      ...Object.entries(measured).flatMap(([what, value]) =>
        wrap(`${what}: ${value}`, columns - INDENT.length),
      ),
    ]);
  const told = (['failed', 'missing'] as const).flatMap((status) => {
    const numbers = having(status).map(({ number }) => number);
    const title = status === 'failed' ? 'Failed' : 'Not run';
    return numbers.length === 0 ? [] : [`${title}: ${toRanges(numbers)}`];
  });
  return [...lines, '', ...told, `${having('passed').length} of ${cases.length} cases passed`].join('\n');
}

const INDENT = '    ';

/** `1, 4 to 6` */
function toRanges(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? first : `${first} to ${last}`)).join(', ');
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** Indented lines of whole words. */
function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => `${INDENT}${line}`);
}
