import type { GroupView, StreamView } from '@ag06/client';
import type { Tone } from '../parts/answer.tsx';
import { formatDistance, formatNoun } from '../parts/format.ts';

/** Returns what the page of a stream says first: whether its groups keep up. */
export function toStreamAnswer(
  { count }: Pick<StreamView, 'count'>,
  groups: readonly GroupView[],
  now: number,
): { readonly tone: Tone; readonly text: string } {
  const events = formatNoun(count, 'event');
  if (groups.length === 0) return { tone: 'plain', text: `${events}. No group reads it.` };
  const letters = groups.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
  const behind = groups.filter(({ lag }) => lag > 0).toSorted((a, b) => b.lag - a.lag);
  const dead = letters === 0 ? '' : ` ${formatNoun(letters, 'event')} could not be processed.`;
  const [worst] = behind;
  if (worst === undefined) {
    const text = `${events}. ${groups.length === 1 ? 'Its group has' : `All ${groups.length} groups have`} settled everything.`;
    return { tone: letters === 0 ? 'good' : 'bad', text: `${text}${dead}` };
  }
  const since =
    worst.oldestAt === undefined
      ? ''
      : `, the oldest from ${formatDistance(Date.parse(worst.oldestAt), now)}`;
  const text = `${behind.length} of ${formatNoun(groups.length, 'group')} behind: ${worst.group} by ${formatNoun(worst.lag, 'event')}${since}.`;
  return { tone: letters === 0 ? 'warn' : 'bad', text: `${text}${dead}` };
}
