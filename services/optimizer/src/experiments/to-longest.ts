import type { TuningSettings } from '@ag06/contracts/tuning';

// Where nobody says it, as workers do by themselves.
const TIMEOUT_MS = 60_000;
const ATTEMPTS = 3;
const BACKOFF_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;
/** Telemetry comes so late. */
const LATE_MS = 5_000;
/** Nobody waits longer for a first result. */
const LONGEST_MS = 600_000;

/** Milliseconds after the begin of a step by which its end is known: all attempts run into their time-out. Ten minutes at most. */
export function toLongest(settings: TuningSettings): number {
  const { timeoutMs = TIMEOUT_MS, maxAttempts = ATTEMPTS, backoffMs = BACKOFF_MS, bySize = {} } = settings;
  const ofSizes = Object.values(bySize).map((size) => size.timeoutMs ?? 0);
  const attemptMs = Math.max(timeoutMs, ...ofSizes);
  let longest = attemptMs + LATE_MS;
  let delayMs = backoffMs;
  for (let attempt = 2; attempt <= maxAttempts && longest < LONGEST_MS; attempt++) {
    longest += delayMs + attemptMs;
    delayMs = Math.min(2 * delayMs, Math.max(BACKOFF_MAX_MS, backoffMs));
  }
  return Math.min(longest, LONGEST_MS);
}
