/**
 * What workers measured, in batches of text, for one reader: the optimizer that leads. Batches come out in the order in
 * which they went in. Nothing is removed by reading: the reader says what it needs no more, and what is beyond the bounds
 * falls out, oldest first, whether it was read or not.
 */
export interface SampleStore {
  append(text: string): Promise<void>;
  /** The batches after this one, at most `limit`; from the oldest if `after` is undefined, or no cursor of this store. */
  read(after: string | undefined, limit: number): Promise<readonly StoredBatch[]>;
  /** Removes the batches up to this one, itself included; none if that is no cursor of this store. May be repeated. */
  trim(upto: string): Promise<void>;
}

export interface StoredBatch {
  readonly cursor: string;
  /** When it went in, by the store's clock: milliseconds since 1970. Never less than that of a batch before it. */
  readonly at: number;
  readonly text: string;
}

/** What a store keeps at most, as long as no single batch is larger: 16 MB of text, and 10,000 batches. */
export interface SampleBounds {
  readonly maxBytes: number;
  readonly maxBatches: number;
}

export const SAMPLE_BOUNDS: SampleBounds = { maxBytes: 16_000_000, maxBatches: 10_000 };
