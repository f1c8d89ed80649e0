import type { SharedStore } from '@ag06/store';
import type { BreakerDocument } from './breaker-document.ts';
import { parseBreakerDocument } from './breaker-document.ts';

/** The document of one dependency as this process knows it, and its way back to the store. */
export class SharedBreaker {
  readonly #shared: Pick<SharedStore, 'load' | 'swap'>;
  readonly #name: string;
  readonly #writer: string;
  #version = 0;
  #writes = 0;
  #document: BreakerDocument | undefined;
  #isLoaded = false;

  constructor(shared: Pick<SharedStore, 'load' | 'swap'>, name: string, writer: string) {
    this.#shared = shared;
    this.#name = name;
    this.#writer = writer;
  }

  get document(): BreakerDocument | undefined {
    return this.#document;
  }

  /** Whether it is known if there is a document. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  async load(): Promise<void> {
    const found = await this.#shared.load('breaker', this.#name);
    // A store that was set back has older versions than this process knows: they are the truth.
    if (found === undefined || found.version < this.#version) this.#forget();
    if (found !== undefined) this.adopt(found);
  }

  /** Takes over what the store had, unless something newer is known. */
  adopt({ version, text }: { readonly version: number; readonly text: string }): void {
    this.#isLoaded = true;
    if (version <= this.#version) return;
    this.#version = version;
    this.#document = parseBreakerDocument(text);
  }

  /** Writes the document if the one that it was made from is still the present one. */
  async swap(document: BreakerDocument): Promise<boolean> {
    const next = { ...document, writer: `${this.#writer}.${++this.#writes}` };
    const expected = this.#version;
    if (!(await this.#shared.swap('breaker', this.#name, expected, JSON.stringify(next)))) return false;
    // Somebody may have gone on from it already, and that may be known here.
    if (expected + 1 > this.#version) {
      this.#version = expected + 1;
      this.#document = next;
    }
    return true;
  }

  /** The store has lost it. */
  #forget(): void {
    this.#isLoaded = true;
    this.#version = 0;
    this.#document = undefined;
  }
}
