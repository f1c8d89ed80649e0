import { setImmediate } from 'node:timers/promises';
import type { Json } from '@ag06/contracts';
import { type Compilation, compileStored } from '@ag06/engine';

/** After so long the event loop has its turn. */
const SLICE_MS = 10;

/** Compiles a definition that was accepted before; one of a thousand steps holds the event loop no longer than a small one. */
export async function compileInSlices(definition: Json, version: string): Promise<Compilation> {
  const rounds = compileStored(definition, version);
  let sliceEndsAt = performance.now() + SLICE_MS;
  for (;;) {
    const round = rounds.next();
    if (round.done) return round.value;
    if (performance.now() < sliceEndsAt) continue;
    await setImmediate();
    sliceEndsAt = performance.now() + SLICE_MS;
  }
}
