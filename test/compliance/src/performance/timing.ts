/** How long it takes, in milliseconds. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await act();
  return performance.now() - from;
}

/** How many of `count` things are done in a second. */
export const rateOf = async (count: number, act: () => Promise<unknown>): Promise<number> =>
  (1_000 * count) / (await timed(act));

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** A quarter of the numbers are smaller: what other work on the machine disturbs least, without being a lucky one. */
export const firstQuarter = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 4)] ?? Number.NaN;
