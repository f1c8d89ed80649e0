/** Each size is tried so often, in turn: the least of them is what the work itself takes. */
const TRIES = 5;

/**
 * How many times as much CPU time the large size takes as the small one. Both are measured in turn in this process, so that a
 * busy machine slows them alike: judge by the ratio, of which the sizes say what is linear.
 */
export function growthOf(run: (size: number) => unknown, small: number, large: number): number {
  const least = new Map<number, number>();
  run(small);
  for (let i = 0; i < TRIES; i++) {
    for (const size of [small, large]) {
      const before = process.cpuUsage();
      run(size);
      const { user, system } = process.cpuUsage(before);
      least.set(size, Math.min(user + system, least.get(size) ?? Number.POSITIVE_INFINITY));
    }
  }
  return (least.get(large) ?? 0) / Math.max(1, least.get(small) ?? 0);
}
