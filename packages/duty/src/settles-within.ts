/** A timer of more milliseconds fires at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Whether the promise settles in time (`Infinity`: however long it takes); the timer holds nobody. */
export async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = ms > TIMER_MAX_MS ? undefined : setTimeout(resolve, ms, false);
  const settled = promise.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([settled, late]);
  clearTimeout(timer);
  return inTime;
}
