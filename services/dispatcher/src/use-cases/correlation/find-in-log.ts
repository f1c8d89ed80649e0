import type { RunEvent } from '@ag06/contracts';

/** Loads at most `limit` events with `seq` > `after`. */
export type LoadEvents = (after: number, limit: number) => Promise<readonly RunEvent[]>;

/** Most logs are no longer. */
const FIRST_CHUNK = 64;

/**
 * Returns the number of the last event before the first one that `isWanted`; every event after that one is wanted, too.
 * Costs one page for a short log, and a number of questions that grows with the logarithm of a long one.
 */
export async function findInLog(load: LoadEvents, isWanted: (event: RunEvent) => boolean): Promise<number> {
  const chunk = await load(0, FIRST_CHUNK);
  const wanted = chunk.find(isWanted);
  if (wanted !== undefined) return wanted.seq - 1;
  let before = chunk.at(-1)?.seq ?? 0;
  if (chunk.length < FIRST_CHUNK) return before;
  let behind = before;
  for (let step = FIRST_CHUNK; ; step *= 2) {
    const [event] = await load(before + step - 1, 1);
    behind = before + step;
    if (event === undefined || isWanted(event)) break;
    before = event.seq;
  }
  while (behind - before > 1) {
    const middle = before + Math.floor((behind - before) / 2);
    const [event] = await load(middle - 1, 1);
    if (event === undefined || isWanted(event)) behind = middle;
    else before = middle;
  }
  return before;
}
