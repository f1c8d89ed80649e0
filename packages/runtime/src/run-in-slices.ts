import { nextTurn } from './next-turn.ts';

/** How long work may take before the event loop has its turn. */
const SLICE_MS = 10;

/**
 * Runs a generator whose rounds are small to its end, in short slices, so that it never blocks the event loop for long. Rejects with
 * the reason of the signal if that aborts, and then stops.
 */
export async function runInSlices<Result>(
  rounds: Generator<void, Result>,
  signal?: AbortSignal,
): Promise<Result> {
  let sliceEndsAt = performance.now() + SLICE_MS;
  for (;;) {
    const round = rounds.next();
    if (round.done) return round.value;
    if (performance.now() < sliceEndsAt) continue;
    await nextTurn();
    signal?.throwIfAborted();
    sliceEndsAt = performance.now() + SLICE_MS;
  }
}
