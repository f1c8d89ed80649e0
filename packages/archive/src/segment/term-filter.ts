/** Bits for each term: about one answer in a thousand is a wrong "perhaps". */
const BITS_PER_TERM = 14;
const PROBES = 7;

/**
 * A Bloom filter of texts (Bloom 1970; probes by double hashing, Kirsch and Mitzenmacher 2006): it says that a text is
 * not in a set, or that it may be.
 */
export class TermFilter {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  static of(terms: Iterable<string>): TermFilter {
    const all = new Set(terms);
    const filter = TermFilter.for(all.size);
    for (const term of all) filter.add(term);
    return filter;
  }

  /** An empty filter for so many different terms. */
  static for(terms: number): TermFilter {
    return new TermFilter(Buffer.alloc(Math.ceil((terms * BITS_PER_TERM) / 8) + 1));
  }

  add(term: string): void {
    for (const bit of this.#bitsOf(term))
      this.bytes[bit >> 3] = (this.bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
  }

  mayHave(term: string): boolean {
    return this.#bitsOf(term).every((bit) => ((this.bytes[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);
  }

  #bitsOf(term: string): number[] {
    const bits = this.bytes.length * 8;
    const first = hash(term, 0x811c9dc5);
    const step = hash(term, 0x9747b28c) | 1;
    return Array.from({ length: PROBES }, (_, i) => ((first + Math.imul(i, step)) >>> 0) % bits);
  }
}

/** FNV-1a over UTF-16 units, with the final mix of MurmurHash3. The format fixes it: every release finds the same bits. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    value = Math.imul(value ^ (unit & 0xff), 0x01000193);
    value = Math.imul(value ^ (unit >> 8), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
