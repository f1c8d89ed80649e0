import { pause } from './pause.ts';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;

interface Patience {
  /** For how many milliseconds after its first failure the work is repeated. */
  readonly forMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Returns how many milliseconds to wait at least before the next try; undefined if this failure is final. */
  readonly judge: (error: unknown) => number | undefined;
  /** Called once when the work failed and is repeated, and once more when it succeeds again. */
  readonly onAway?: (() => void) | undefined;
  readonly onBack?: (() => void) | undefined;
}

/**
 * Repeats work until it succeeds, fails for good, or has failed for `forMs`. Returns its result. Rejects with its last
 * failure, or with the reason of the signal.
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
