import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from './store-error.ts';

const AGAIN_AFTER_MS = 1_000;

export interface Waiting {
  /** Called with each reason and its remedy. */
  readonly say: (error: StoreError) => void;
  /** Called before the store is asked again. */
  readonly onRepeat?: (() => void) | undefined;
  /** Ends the waiting: then the last error is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between two tries; a second, if it is not said. */
  readonly everyMs?: number;
}

/**
 * Asks the store every second until it answers, because it may fill up or lose a node between the checks and the start.
 * Rejects with errors that waiting does not mend.
 */
export async function untilTaken<T>(
  ask: () => Promise<T>,
  { say, onRepeat, signal, everyMs = AGAIN_AFTER_MS }: Waiting,
): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreError && error.isRetryable)) throw error;
      say(error);
      await delay(everyMs, undefined, signal && { signal }).catch(() => {});
      if (signal?.aborted) throw error;
      onRepeat?.();
    }
  }
}
