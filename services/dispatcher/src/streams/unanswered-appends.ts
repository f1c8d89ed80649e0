import { Refusal } from '@ag06/contracts';

/** The most characters of appends that wait for the store. */
const CHARACTERS_MAX = 32 * 1024 * 1024;
const RETRY_AFTER_MS = 1_000;

/** Bounds what is kept in memory while the store is slow or away. A request that is given up counts until its append ends. */
export class UnansweredAppends {
  readonly #max: number;
  #characters = 0;

  constructor(max = CHARACTERS_MAX) {
    this.#max = max;
  }

  /** Sends an append of this size. Rejects with `Refusal` STORE_UNAVAILABLE if too much waits already. */
  async during<T>(characters: number, send: () => Promise<T>): Promise<T> {
    if (this.#characters >= this.#max) {
      const message = `Appends of ${this.#characters} characters wait for the store. Nothing was done; try again.`;
      throw new Refusal(503, 'STORE_UNAVAILABLE', message, { retryAfterMs: RETRY_AFTER_MS });
    }
    this.#characters += characters;
    try {
      return await send();
    } finally {
      this.#characters -= characters;
    }
  }
}
