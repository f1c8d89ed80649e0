import { RefusedError } from '@ag06/client';
import type { DraftFault } from './draft.ts';

/** Returns what is wrong by place. Of several faults at one place the first is told. */
export function toFaults(faults: readonly DraftFault[]): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const { path, message } of faults) if (!all.has(path)) all.set(path, message);
  return all;
}

/**
 * Returns what the fleet refused by place; nothing of an error that names none. `places` names the field that a refusal of the whole
 * is about, by its code.
 */
export function toRefusedFaults(
  error: unknown,
  places: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  if (!(error instanceof RefusedError)) return new Map();
  const place = places.get(error.code);
  if (place !== undefined) return new Map([[place, error.problem.detail]]);
  return toFaults(
    error.errors.map(({ path, expected, got }) => ({ path, message: `Expected ${expected}, got ${got}.` })),
  );
}
