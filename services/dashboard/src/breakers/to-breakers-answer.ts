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
  if (breakers.length === 0) return { tone: 'plain', text: 'No dependency was called yet.' };
  const all = formatNoun(breakers.length, 'dependency', 'dependencies');
  const held = breakers.filter(({ state }) => state === 'open' || state === 'half-open');
  if (held.length > 0) {
    const [is, it] = held.length === 1 ? ['is', 'it'] : ['are', 'them'];
    const names = held.slice(0, 3).map(({ dependency }) => dependency);
    const more = held.length > names.length ? ' …' : '';
    const steps = held.reduce((sum, { blockedSteps }) => sum + blockedSteps, 0);
    const waiting = formatNoun(steps, 'step waits', 'steps wait');
    return {
      tone: 'bad',
      text: `${held.length} of ${all} ${is} held back: ${names.join(', ')}${more}. ${waiting} for ${it}.`,
    };
  }
  const off = breakers.filter(({ state }) => state === 'off').length;
  if (off > 0)
    return { tone: 'warn', text: `${off} of ${all} ${off === 1 ? 'is' : 'are'} called without a guard.` };
  return {
    tone: 'good',
    text: breakers.length === 1 ? 'The only dependency answers.' : `All of ${all} answer.`,
  };
}
