import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from './store-error.ts';

const AGAIN_AFTER_MS = 1_000;

/**
 * Asks the store every second until it answers, because it may fill up or lose a node between the checks and the start.
 * `say` is called with each reason and its remedy. Rejects with errors that waiting does not mend.
 */
export async function untilTaken<T>(ask: () => Promise<T>, say: (error: StoreError) => void): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreError && error.isRetryable)) throw error;
      say(error);
      await delay(AGAIN_AFTER_MS);
    }
  }
}
