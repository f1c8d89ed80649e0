import type { BreakerView } from '@ag06/client';
import type { Tone } from '../parts/answer.tsx';
import { formatNoun } from '../parts/format.ts';

const RANKS: readonly BreakerView['state'][] = ['open', 'half-open', 'off', 'closed'];

/** Returns breakers with those first that keep calls back. */
export const sortBreakers = (breakers: readonly BreakerView[]): readonly BreakerView[] =>
  breakers.toSorted(
    (a, b) => RANKS.indexOf(a.state) - RANKS.indexOf(b.state) || a.dependency.localeCompare(b.dependency),
  );

/** Returns what the page says first. */
export function toBreakersAnswer(breakers: readonly BreakerView[]): {
  readonly tone: Tone;
  readonly text: string;
} {
  const open = breakers.filter(({ state }) => state === 'open' || state === 'half-open');
  const off = breakers.filter(({ state }) => state === 'off').length;
  const all = formatNoun(breakers.length, 'dependency', 'dependencies');
  if (breakers.length === 0) return { tone: 'plain', text: 'No dependency was called yet.' };
  if (open.length > 0) {
    const steps = open.reduce((sum, { blockedSteps }) => sum + blockedSteps, 0);
    const names = open.slice(0, 3).map(({ dependency }) => dependency);
    return {
      tone: 'bad',
      text: `${open.length} of ${all} keep failing: ${names.join(', ')}. ${formatNoun(steps, 'step')} wait for them.`,
    };
  }
  if (off > 0) return { tone: 'warn', text: `${off} of ${all} are called without a guard.` };
  return { tone: 'good', text: `All of ${all} answer.` };
}
