/** The most that one call takes: runs, and bytes of JSON (the API's 1 MiB, less what is around them). */
const RUNS = 1_000;
const BYTES = 1_000_000;
const encoder = new TextEncoder();

/** Cuts a list into calls, in order. What is too large for any call is one by itself, to be refused alone. */
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
