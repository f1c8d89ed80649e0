/** The system's clock may be set while the process runs. */
const DRIFT_MAX_MS = 5;

let offset = Date.now() - performance.now();

/**
 * A moment of `performance.now()` (the present one, if none is given) as fractional milliseconds since 1970, so that
 * spans of one process keep their order within a millisecond, and follow the system's clock.
 */
export function toEpochMs(moment: number = performance.now()): number {
  const measured = Date.now() - performance.now();
  if (Math.abs(measured - offset) > DRIFT_MAX_MS) offset = measured;
  return offset + moment;
}
