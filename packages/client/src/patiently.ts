import { pause } from './pause.ts';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;

export interface Patience {
  /** For how long after its first failure work is done again. */
  readonly forMs: number;
  readonly signal?: AbortSignal | undefined;
  /** How long to wait at least before the work is done again; undefined if this failure is final. */
  readonly judge: (error: unknown) => number | undefined;
  /** Called once when work failed and is repeated, and once when it succeeds again. */
  readonly onAway?: (() => void) | undefined;
  readonly onBack?: (() => void) | undefined;
}

/**
 * Does work that may be repeated until it succeeds, fails for good, or has failed for too long.
 *
 * @throws its last failure, or the reason of the signal
 */
export async function patiently<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  let awaySince: number | undefined;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(2 * delayMs, MAX_DELAY_MS)) {
    try {
      const answer = await work();
      if (awaySince !== undefined) patience.onBack?.();
      return answer;
    } catch (error) {
      const leastMs = patience.judge(error);
      if (leastMs === undefined || patience.signal?.aborted) throw error;
      const since = awaySince ?? performance.now();
      const leftMs = since + patience.forMs - performance.now();
      if (leftMs <= 0 || leastMs > leftMs) throw error;
      if (awaySince === undefined) patience.onAway?.();
      awaySince = since;
      const waitMs = Math.min(delayMs * (0.5 + Math.random() / 2), leftMs);
      await pause(Math.max(leastMs, waitMs), patience.signal);
    }
  }
}
