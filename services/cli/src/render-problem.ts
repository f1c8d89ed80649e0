import type { Problem } from '@ag06/client';
import { printable } from './printable.ts';

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
