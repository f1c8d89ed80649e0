import type { SizeSettings } from '../tuner-settings.ts';

type BySize = Readonly<Record<string, SizeSettings>>;

export const isHedged = (one: SizeSettings | undefined): boolean => (one?.hedgeAfterMs ?? null) !== null;

/** The sizes that have hedges before and not after. */
export const findLeft = (before: BySize, after: BySize): readonly string[] =>
  Object.keys(before).filter((size) => isHedged(before[size]) && !isHedged(after[size]));

/** Says for people why sizes have no hedges. @param off by size, the reason */
export function tellOff(off: Iterable<readonly [size: string, why: string]>): string {
  const byReason = Map.groupBy(off, ([, why]) => why);
  return [...byReason]
    .map(([why, sizes]) => `of size ${sizes.map(([size]) => size).join(', ')}: ${why}`)
    .join('; ');
}
