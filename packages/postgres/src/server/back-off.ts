import { setTimeout as pause } from 'node:timers/promises';

const STEP_MS = 100;
const MAX_MS = 1_000;

/**
 * Waits before the next of some tries, a little longer each time, at most a second; not at all once `signal` aborts.
 */
export async function backOff(tries: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(Math.min(STEP_MS * tries, MAX_MS), undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal itself.
  }
}
