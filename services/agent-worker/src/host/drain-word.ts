import type { SharedStore } from '@ag06/store';

/**
 * Listens for the word to drain: a shared document of kind `drain` under the worker's id. Word of a change may be lost with
 * a connection, so it is also looked for with every heartbeat.
 */
export class DrainWord {
  readonly #shared: SharedStore;
  readonly #workerId: string;
  readonly #onWord: () => void;
  #isAsked = false;
  #unwatch: () => Promise<void> = async () => {};

  /** `onWord` is called once. */
  constructor(shared: SharedStore, workerId: string, onWord: () => void) {
    this.#shared = shared;
    this.#workerId = workerId;
    this.#onWord = onWord;
  }

  async start(): Promise<void> {
    this.#unwatch = await this.#shared.watch('drain', (id) => {
      if (id === this.#workerId) this.#ask();
    });
  }

  async look(): Promise<void> {
    if (!this.#isAsked && (await this.#shared.load('drain', this.#workerId)) !== undefined) this.#ask();
  }

  /** Takes the word away: nobody else has this id. */
  async stop(): Promise<void> {
    await this.#unwatch();
    const word = await this.#shared.load('drain', this.#workerId);
    if (word !== undefined) await this.#shared.remove('drain', this.#workerId, word.version);
  }

  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#onWord();
  }
}
