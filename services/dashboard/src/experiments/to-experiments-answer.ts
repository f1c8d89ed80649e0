import type { ExperimentView } from '@ag06/client';
import type { Tone } from '../parts/answer.tsx';
import { formatNoun } from '../parts/format.ts';

/** Returns what the page says first. */
export function toExperimentsAnswer(experiments: readonly ExperimentView[]): {
  readonly tone: Tone;
  readonly text: string;
} {
  const running = experiments.filter(({ status }) => status === 'running');
  const open = experiments.filter(({ status, promoted }) => status === 'decided' && promoted === null);
  if (open.length > 0) {
    const agents = open.slice(0, 3).map(({ agent }) => agent);
    return {
      tone: 'warn',
      text: `${formatNoun(open.length, 'experiment')} decided and not published: ${agents.join(', ')}.`,
    };
  }
  if (running.length > 0)
    return { tone: 'plain', text: `${formatNoun(running.length, 'experiment')} running.` };
  return { tone: 'plain', text: 'No experiment is running.' };
}

/** Tells by how much B is above A, with its interval, once there is something to tell. */
export function tellDifference({
  difference,
  low,
  high,
  p,
}: Pick<NonNullable<ExperimentView['result']>, 'difference' | 'low' | 'high' | 'p'>): string {
  if (difference === null) return 'too few results to tell';
  return `${toShort(difference)} (${toShort(low)} to ${toShort(high)}), p ${toShort(p)}`;
}

export const toShort = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : String(Number(value.toPrecision(3)));

/** One result as it is recorded. */
export interface RecordedResult {
  readonly runId: string;
  readonly value: number;
}

/**
 * Parses lines `RUN=VALUE` or `RUN VALUE`. Returns the results, or the first line that is none.
 */
export function parseResults(
  text: string,
): { readonly results: RecordedResult[] } | { readonly wrong: string } {
  const results: RecordedResult[] = [];
  for (const line of text.split('\n')) {
    const [runId, value, ...more] = line.split(/[=\s,]+/).filter((part) => part !== '');
    if (runId === undefined) continue;
    if (value === undefined || more.length > 0 || !Number.isFinite(Number(value)))
      return { wrong: line.trim() };
    results.push({ runId, value: Number(value) });
  }
  return { results };
}
