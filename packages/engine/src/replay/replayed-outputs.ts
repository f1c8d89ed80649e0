import { ITEMS_PER_CHUNK } from '@ag06/contracts';

/** In the place of the output of an item that failed. */
const FAILED = 'null';

/**
 * The outputs of the items of a list, as JSON texts. Neighbours that have all completed become one text, because a list may
 * have 100,000 items with short outputs.
 */
export class ReplayedOutputs {
  readonly #chunks: (string | (string | undefined)[])[] = [];

  complete(item: number, text: string): void {
    const [number, chunk] = this.#chunkOf(item);
    if (chunk === undefined) return;
    chunk[item % ITEMS_PER_CHUNK] = text;
    const isWhole = chunk.length === ITEMS_PER_CHUNK && !chunk.includes(undefined) && !chunk.includes(FAILED);
    if (isWhole) this.#chunks[number] = chunk.join(',');
  }

  /** A failed item may be done again. */
  fail(item: number): void {
    const [, chunk] = this.#chunkOf(item);
    if (chunk !== undefined) chunk[item % ITEMS_PER_CHUNK] = FAILED;
  }

  /** All of them, as the text of a list. */
  toText(): string {
    const texts = this.#chunks.map((chunk) => (typeof chunk === 'string' ? chunk : chunk.join(',')));
    return `[${texts.join(',')}]`;
  }

  /** The chunk of an item; undefined if all items of it have completed. */
  #chunkOf(item: number): [number: number, chunk: (string | undefined)[] | undefined] {
    const number = Math.floor(item / ITEMS_PER_CHUNK);
    for (let n = this.#chunks.length; n <= number; n++) this.#chunks.push([]);
    const chunk = this.#chunks[number];
    return [number, typeof chunk === 'string' ? undefined : chunk];
  }
}
