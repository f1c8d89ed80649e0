import { LRUCache } from 'lru-cache';

interface KeptOptions<T> {
  readonly maxBytes: number;
  readonly bytesOf: (part: T) => number;
  /** `scan`: what came first stays, because all parts are read in turn, and none would ever be found again. */
  readonly order: 'recent' | 'scan';
}

/** Parts of segments that were read, as many as fit into so many bytes. Several who want one at once read it once. */
export class KeptParts<T extends object> {
  readonly #options: KeptOptions<T>;
  readonly #kept: LRUCache<string, T>;
  readonly #reading = new Map<string, Promise<T>>();

  constructor(options: KeptOptions<T>) {
    this.#options = options;
    const { maxBytes, bytesOf } = options;
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (part) => Math.max(1, Math.ceil(bytesOf(part))),
    });
  }

  get bytes(): number {
    return this.#kept.calculatedSize;
  }

  /** Returns the part of this key; reads it if it is not kept. */
  async get(key: string, read: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const reading = this.#reading.get(key) ?? this.#read(key, read);
    return reading;
  }

  delete(key: string): void {
    this.#kept.delete(key);
  }

  #read(key: string, read: () => Promise<T>): Promise<T> {
    const reading = read()
      .then((part) => {
        if (this.#mayKeep(part)) this.#kept.set(key, part);
        return part;
      })
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  #mayKeep(part: T): boolean {
    const { order, maxBytes, bytesOf } = this.#options;
    return order === 'recent' || this.bytes + bytesOf(part) <= maxBytes;
  }
}
