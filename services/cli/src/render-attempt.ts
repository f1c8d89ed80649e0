import type { AttemptView } from '@ag06/client';
import { printable } from './render.ts';

/** An attempt, whichever way its moments are written. */
export type Attempt = Omit<AttemptView, 'startedAt' | 'endedAt'>;

/** Formats milliseconds for people. Returns an empty text for undefined. */
export function renderTook(ms: number | undefined): string {
  if (ms === undefined) return '';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Renders a failed attempt: its error, worker and duration, and its stack if wanted. */
export function renderAttempt(of: string, attempt: Attempt, withStack: boolean): string[] {
  const { error, stack } = attempt;
  const item = error?.item === undefined ? '' : ` item ${error.item}`;
  const iteration = attempt.iteration === undefined ? '' : ` iteration ${attempt.iteration}`;
  const head = `${of}${item}${iteration} attempt ${attempt.attempt} ${attempt.outcome}`;
  const lines = [`${head}: ${printable(error?.code ?? '')} ${printable(error?.message ?? '')}`];
  const facts = renderFacts(attempt);
  if (facts !== '') lines.push(`  ${facts}`);
  if (stack !== undefined && withStack)
    lines.push(...stack.split('\n').map((line) => `  ${printable(line)}`));
  else if (stack !== undefined) lines.push('  (--verbose shows every attempt, and where it was thrown)');
  return lines;
}

function renderFacts({ worker, waitMs, durationMs, inputBytes }: Attempt): string {
  return [
    worker === undefined ? undefined : `on ${worker}`,
    durationMs === undefined ? undefined : `for ${renderTook(durationMs)}`,
    waitMs === undefined ? undefined : `after a wait of ${renderTook(waitMs)}`,
    inputBytes === undefined ? undefined : `given ${inputBytes} bytes`,
  ]
    .filter((fact) => fact !== undefined)
    .join(', ');
}
