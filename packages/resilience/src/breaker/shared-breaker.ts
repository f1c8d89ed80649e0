import { setTimeout as delay } from 'node:timers/promises';
import type { SharedStore } from '@ag06/store';
import { type BreakerDocument, parseBreakerDocument } from './breaker-document.ts';

const RETRY_MS = 250;

interface SharedBreakerOptions {
  readonly shared: Pick<SharedStore, 'load' | 'swap'>;
  readonly name: string;
  /** Unique among all processes. */
  readonly writer: string;
  readonly onError: (error: unknown) => void;
  /** Ends waits for the store. */
  readonly stopped: AbortSignal;
}

/** The document of one dependency as this process knows it, and how it is written. */
export class SharedBreaker {
  readonly #options: SharedBreakerOptions;
  #version = 0;
  #writes = 0;
  #document: BreakerDocument | undefined;
  #isLoaded = false;

  constructor(options: SharedBreakerOptions) {
    this.#options = options;
  }

  get document(): BreakerDocument | undefined {
    return this.#document;
  }

  /** Whether it is known if there is a document. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  async load(): Promise<void> {
    const found = await this.#options.shared.load('breaker', this.#options.name);
    // A store that was set back has older versions than this process knows. The store is right.
    if (found === undefined || found.version < this.#version) {
      this.#version = 0;
      this.#document = undefined;
    }
    if (found === undefined) this.#isLoaded = true;
    else this.adopt(found);
  }

  /** Takes the store's document, unless a newer one is known. */
  adopt({ version, text }: { readonly version: number; readonly text: string }): void {
    this.#isLoaded = true;
    if (version <= this.#version) return;
    this.#version = version;
    this.#document = parseBreakerDocument(text);
  }

  /**
   * Writes the document if the one it was made from is still the present one. If the store does not answer, the same
   * write is repeated, and is answered alike.
   */
  async swap(document: BreakerDocument): Promise<boolean> {
    const { shared, name, writer, onError, stopped } = this.#options;
    const next = { ...document, writer: `${writer}.${++this.#writes}` };
    const expected = this.#version;
    const text = JSON.stringify(next);
    for (;;) {
      try {
        const stands = await shared.swap('breaker', name, expected, text);
        // Somebody may have changed it again already, and this process may know that.
        if (stands && expected + 1 > this.#version) {
          this.#version = expected + 1;
          this.#document = next;
        }
        return stands;
      } catch (error) {
        onError(error);
        await delay(RETRY_MS, undefined, { signal: stopped });
      }
    }
  }
}
