import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from './store-error.ts';

const AGAIN_AFTER_MS = 1_000;

/**
 * Asks until the store answers, a second after each time: it may fill, or a node of it go, between the checks before a
 * start and its end. `say` is told why, with what to do. Rejects with what no waiting mends.
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
