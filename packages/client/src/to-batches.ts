/** The limits of one call: runs, and bytes of JSON (the API's limit of 1 MiB, less the text around the runs). */
const RUNS = 1_000;
const BYTES = 1_000_000;
const encoder = new TextEncoder();

/**
 * Returns the list cut into calls, in order. A run that is too large for any call is alone in one, so that only it is
 * refused.
 */
export function toBatches<T>(runs: readonly T[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  let bytes = BYTES;
  for (const run of runs) {
    const size = encoder.encode(JSON.stringify(run)).length + 1;
    const current = batches.at(-1);
    if (current !== undefined && current.length < RUNS && bytes + size <= BYTES) {
      current.push(run);
      bytes += size;
    } else {
      batches.push([run]);
      bytes = size;
    }
  }
  return batches;
}
