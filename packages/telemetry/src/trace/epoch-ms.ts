/** So far the system’s clock may go back before it is followed: less is how it is kept right, or an interruption. */
const SET_BACK_MS = 10;

let offset = Number.NEGATIVE_INFINITY;

/**
 * A moment of `performance.now()` (the present one, if none is given) as fractional milliseconds since 1970, by the
 * system's clock as it is now. Spans of one process keep their order and their lengths by it, which whole milliseconds do
 * not give.
 */
export function toEpochMs(moment: number = performance.now()): number {
  const seen = lookAtClock();
  // What is cut off the present millisecond makes it too small, so the largest one seen is the best.
  if (seen > offset) offset = seen;
  else if (seen < offset - SET_BACK_MS) lookAgain();
  return offset + moment;
}

const lookAtClock = (): number => Date.now() - performance.now();

/** A process that was interrupted between its two clocks seems to see one that was set back. */
function lookAgain(): void {
  const seen = Math.max(...Array.from({ length: 5 }, lookAtClock));
  if (seen < offset - SET_BACK_MS) offset = seen;
}
