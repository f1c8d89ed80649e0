import type { Json } from '@ag06/contracts';
import { type Compilation, compileStored } from '@ag06/engine';
import { nextTurn } from './next-turn.ts';

/** After so long the event loop has its turn. */
const SLICE_MS = 10;
/** What takes more than a moment to parse. */
const LARGE_CHARACTERS = 64 * 1024;

/** Compiles a text of a definition that was accepted before; one of a thousand steps holds the event loop no longer than a small one. */
export async function compileInSlices(definition: string, version: string): Promise<Compilation> {
  const value = JSON.parse(definition) as Json;
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
