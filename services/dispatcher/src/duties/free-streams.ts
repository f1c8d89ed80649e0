import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStore } from '@ag06/store';

/** Steps between which others are served. */
const STEPS = 4;

/** Frees all that deleted streams occupy. Ends early when the signal is aborted. */
export async function freeStreams(
  events: Pick<EventStore, 'finishDeletions'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && (await events.finishDeletions(STEPS)) === STEPS) await nextTurn();
}
