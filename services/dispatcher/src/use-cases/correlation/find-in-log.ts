import type { RunEvent } from '@ag06/contracts';
import type { LogPage } from '@ag06/store';

/** Loads at most `limit` events with `seq` > `after`, and tells whether there are more. */
type LoadPage = (after: number, limit: number) => Promise<Pick<LogPage, 'events' | 'more'>>;

/** Most logs are no longer. */
const FIRST_CHUNK = 64;

/**
 * Returns the number of the last event before the first one that `isWanted`; every event after that one is wanted, too.
 * Costs one page for a short log, and a number of questions that grows with the logarithm of a long one.
 */
export async function findInLog(load: LoadPage, isWanted: (event: RunEvent) => boolean): Promise<number> {
  const chunk = await load(0, FIRST_CHUNK);
  const wanted = chunk.events.find(isWanted);
  if (wanted !== undefined) return wanted.seq - 1;
  let before = chunk.events.at(-1)?.seq ?? 0;
  if (!chunk.more) return before;
  const loadOne = async (seq: number) => (await load(seq - 1, 1)).events[0];
  let behind = before;
  for (let step = FIRST_CHUNK; ; step *= 2) {
    const event = await loadOne(before + step);
    behind = before + step;
    if (event === undefined || isWanted(event)) break;
    before = event.seq;
  }
  while (behind - before > 1) {
    const middle = before + Math.floor((behind - before) / 2);
    const event = await loadOne(middle);
    if (event === undefined || isWanted(event)) behind = middle;
    else before = middle;
  }
  return before;
}
