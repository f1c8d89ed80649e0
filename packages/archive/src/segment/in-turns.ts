import { setImmediate as nextTurn } from 'node:timers/promises';

/** Does something for each of many values, so many of them in one turn of the event loop. */
export async function inTurns<T>(
  values: Iterable<T>,
  atOnce: number,
  act: (value: T, index: number) => void,
): Promise<void> {
  let done = 0;
  for (const value of values) {
    if (done > 0 && done % atOnce === 0) await nextTurn();
    act(value, done++);
  }
}

/** Runs whose heads are written or read in one turn: a few milliseconds, also with many attributes. */
export const RUNS_A_TURN = 100;
/** Terms that are put into a filter in one turn. */
export const TERMS_A_TURN = 4_000;
