/**
 * Batches of samples that workers measured, as text, for one reader: the leading optimizer. Batches are read in the
 * order in which they were appended. Reading removes nothing; the reader trims. Beyond the bounds the oldest batches
 * are dropped, read or not.
 */
export interface SampleStore {
  append(text: string): Promise<void>;
  /** Reads at most `limit` batches after a cursor; from the oldest if it is undefined or no cursor of this store. */
  read(after: string | undefined, limit: number): Promise<readonly StoredBatch[]>;
  /** Removes the batches up to and including this cursor. Removes none for a foreign cursor. May be repeated. */
  trim(upto: string): Promise<void>;
}

export interface StoredBatch {
  readonly cursor: string;
  /** When the batch was appended, by the store's clock: milliseconds since 1970. Never before an earlier batch. */
  readonly at: number;
  readonly text: string;
}

/** The most that a store keeps: 16 MB of text, unless one batch is larger, and 10,000 batches. */
export interface SampleBounds {
  readonly maxBytes: number;
  readonly maxBatches: number;
}

export const SAMPLE_BOUNDS: SampleBounds = { maxBytes: 16_000_000, maxBatches: 10_000 };
