import type { Json } from '@ag06/contracts';
import { type Compilation, compileStored } from '@ag06/engine';
import { nextTurn } from './next-turn.ts';

/** How long it works before it yields to the event loop. */
const SLICE_MS = 10;
/** A longer text takes more than a moment to parse. */
const LARGE_CHARACTERS = 64 * 1024;

/**
 * Compiles an accepted definition in short slices, so that a thousand steps block the event loop no longer than a few.
 */
export async function compileInSlices(definition: string, version: string): Promise<Compilation> {
  const value: Json = JSON.parse(definition);
  if (definition.length > LARGE_CHARACTERS) await nextTurn();
  const rounds = compileStored(value, version);
  let sliceEndsAt = performance.now() + SLICE_MS;
  for (;;) {
    const round = rounds.next();
    if (round.done) return round.value;
    if (performance.now() < sliceEndsAt) continue;
    await nextTurn();
    sliceEndsAt = performance.now() + SLICE_MS;
  }
}
