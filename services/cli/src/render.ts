import type { Problem } from './exit-codes.ts';
import { printable } from './printable.ts';
import { colourStatus } from './table.ts';

export { printable } from './printable.ts';

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
  const type = isStyled ? colourStatus(event.type, kind) : event.type;
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
