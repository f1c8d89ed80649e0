import type { TuningListView } from '@ag06/client';
import type { Tone } from '../parts/answer.tsx';
import { formatNoun } from '../parts/format.ts';

/** Returns what the page says first: whether anything tunes, and what is published. */
export function toTuningAnswer({
  isStatic,
  frozen,
  leader,
  figures,
  items,
  invalid,
}: Pick<TuningListView, 'isStatic' | 'frozen' | 'leader' | 'figures' | 'invalid'> & {
  readonly items: readonly Pick<TuningListView['items'][number], 'settings'>[];
}): {
  readonly tone: Tone;
  readonly text: string;
} {
  const count = items.filter(({ settings }) => Object.keys(settings).length > 0).length;
  const published = `${formatNoun(count, 'agent')} ${count === 1 ? 'has' : 'have'} published settings.`;
  if (isStatic)
    return { tone: 'warn', text: `Switched off: all workers use their own settings. ${published}` };
  if (invalid.length > 0)
    return {
      tone: 'bad',
      text: `Settings of ${formatNoun(invalid.length, 'agent')} cannot be read. ${published}`,
    };
  if (frozen !== null)
    return { tone: 'warn', text: `Frozen by ${frozen.by}: nothing is changed. ${published}` };
  if (leader === null) return { tone: 'plain', text: `No optimizer has ever led. ${published}` };
  if (figures?.isStale === true)
    return { tone: 'warn', text: `No optimizer leads: nothing is counted or changed. ${published}` };
  return { tone: 'good', text: published };
}
