import type { EventView, Problem } from '@ag06/client';
import { FailureView } from '@ag06/contracts';
import { printable } from './printable.ts';
import { colourStatus } from './table.ts';

export { printable } from './printable.ts';

/** Renders an event as one line. */
export function renderEvent(event: EventView, isStyled: boolean): string {
  const time = event.at.slice(11, 23);
  const step = event.step === undefined ? '' : ` ${event.step}`;
  const attempt = event.attempt !== undefined && event.attempt > 1 ? ` (attempt ${event.attempt})` : '';
  const worker = event.worker === undefined ? '' : ` on ${event.worker}`;
  const name = typeof event.name === 'string' ? ` ${printable(event.name)}` : '';
  const error = renderError(event.error);
  const kind = event.type.split('.')[1] ?? '';
  const type = isStyled ? colourStatus(event.type, kind) : event.type;
  return `${time}  ${type}${step}${attempt}${name}${worker}${error}`;
}

/** Renders the error of an event; empty if it has none. */
function renderError(error: unknown): string {
  const { data } = FailureView.safeParse(error);
  return data === undefined ? '' : `: ${printable(data.code)} ${printable(data.message)}`;
}

/** Renders a refusal with all its violations. */
export function renderProblem(problem: Problem): string {
  const errors = (problem.errors ?? []).map(
    (error) =>
      `  ${printable(error.path)}: expected ${printable(error.expected)}, got ${printable(error.got)}`,
  );
  const more = (problem.errorCount ?? 0) - errors.length;
  if (more > 0) errors.push(`  and ${more} more`);
  return [`${problem.code}: ${printable(problem.detail)}`, ...errors].join('\n');
}
