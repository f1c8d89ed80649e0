import type { Json } from '@ag06/contracts';
import { type Compilation, compileStored } from '@ag06/engine';
import { nextTurn } from './next-turn.ts';
import { runInSlices } from './run-in-slices.ts';

/** A longer text takes more than a moment to parse. */
const LARGE_CHARACTERS = 64 * 1024;

/**
 * Compiles an accepted definition in short slices, so that a thousand steps block the event loop no longer than a few.
 */
export async function compileInSlices(definition: string, version: string): Promise<Compilation> {
  const value: Json = JSON.parse(definition);
  if (definition.length > LARGE_CHARACTERS) await nextTurn();
  return runInSlices(compileStored(value, version));
}
