import { styleText } from 'node:util';
import type { Problem } from './exit-codes.ts';

/** Users' text as a terminal may show it: control characters are written out. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Rows under their headings, in columns. */
export function renderTable(headings: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map((cell) => printable(String(cell ?? ''))));
  const widths = headings.map((heading, i) =>
    Math.max(heading.length, ...cells.map((row) => row[i]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings.map((heading) => heading.toUpperCase())), ...cells.map(line)].join('\n');
}

export interface EventView {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly step?: string;
  readonly attempt?: number;
  readonly worker?: string;
  readonly name?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

const COLOURS = {
  completed: 'green',
  failed: 'red',
  cancelled: 'red',
  timed_out: 'red',
  retrying: 'yellow',
  skipped: 'dim',
} as const;

/** One line of a run's progress. */
export function renderEvent(event: EventView, isStyled: boolean): string {
  const time = event.at.slice(11, 23);
  const step = event.step === undefined ? '' : ` ${event.step}`;
  const attempt = event.attempt !== undefined && event.attempt > 1 ? ` (attempt ${event.attempt})` : '';
  const worker = event.worker === undefined ? '' : ` on ${event.worker}`;
  const name = event.name === undefined ? '' : ` ${printable(event.name)}`;
  const error =
    event.error === undefined ? '' : `: ${printable(event.error.code)} ${printable(event.error.message)}`;
  const kind = event.type.split('.')[1] ?? '';
  const colour = Object.hasOwn(COLOURS, kind) ? COLOURS[kind as keyof typeof COLOURS] : undefined;
  const type = isStyled && colour !== undefined ? styleText(colour, event.type) : event.type;
  return `${time}  ${type}${step}${attempt}${name}${worker}${error}`;
}

/** A refusal, with every place that it names. */
export function renderProblem(problem: Problem): string {
  const errors = (problem.errors ?? []).map(
    (error) =>
      `  ${printable(error.path)}: expected ${printable(error.expected)}, got ${printable(error.got)}`,
  );
  const more = (problem.errorCount ?? 0) - errors.length;
  if (more > 0) errors.push(`  and ${more} more`);
  return [`${problem.code}: ${printable(problem.detail)}`, ...errors].join('\n');
}
