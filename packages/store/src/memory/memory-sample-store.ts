import { SAMPLE_BOUNDS, type SampleBounds, type SampleStore, type StoredBatch } from '../sample-store.ts';

const CURSOR = /^\d+$/;

/** The sample store in memory. */
export class MemorySampleStore implements SampleStore {
  readonly #now: () => number;
  readonly #bounds: SampleBounds;
  readonly #batches: StoredBatch[] = [];
  #bytes = 0;
  #count = 0;

  constructor(now: () => number, bounds = SAMPLE_BOUNDS) {
    this.#now = now;
    this.#bounds = bounds;
  }

  async append(text: string): Promise<void> {
    this.#batches.push({ cursor: String(++this.#count), at: this.#now(), text });
    this.#bytes += Buffer.byteLength(text);
    while (this.#bytes > this.#bounds.maxBytes || this.#batches.length > this.#bounds.maxBatches) {
      this.#bytes -= Buffer.byteLength(this.#batches.shift()?.text ?? '');
    }
  }

  async trim(upto: string): Promise<void> {
    if (!CURSOR.test(upto)) return;
    while (Number(this.#batches[0]?.cursor) <= Number(upto)) {
      this.#bytes -= Buffer.byteLength(this.#batches.shift()?.text ?? '');
    }
  }

  async read(after: string | undefined, limit: number): Promise<readonly StoredBatch[]> {
    const from = after !== undefined && CURSOR.test(after) ? Number(after) : 0;
    const first = this.#batches.findIndex(({ cursor }) => Number(cursor) > from);
    return first < 0 ? [] : this.#batches.slice(first, first + limit);
  }
}
