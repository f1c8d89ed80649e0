/** The clock is followed back only if it moved by more than this. Less is its normal correction, or an interruption. */
const SET_BACK_MS = 10;

let offset = Number.NEGATIVE_INFINITY;

/**
 * Converts a moment of `performance.now()` (default: now) to fractional milliseconds since 1970 by the present system
 * clock. Whole milliseconds would lose the order and the lengths of spans.
 */
export function toEpochMs(moment: number = performance.now()): number {
  const seen = lookAtClock();
  // The clock cuts off fractions, so every reading is too small and the largest is the best.
  if (seen > offset) offset = seen;
  else if (seen < offset - SET_BACK_MS) lookAgain();
  return offset + moment;
}

const lookAtClock = (): number => Date.now() - performance.now();

/** If a process is interrupted between reading its two clocks, one seems to have been set back. */
function lookAgain(): void {
  const seen = Math.max(...Array.from({ length: 5 }, lookAtClock));
  if (seen < offset - SET_BACK_MS) offset = seen;
}
