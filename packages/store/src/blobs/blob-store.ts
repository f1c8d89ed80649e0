import { randomUUID } from 'node:crypto';
import type { LargeValue } from '@ag06/protocol';

/** The size of all pieces of a blob but the last, in bytes: no reply or statement holds more of it. */
export const BLOB_PIECE_BYTES: number = 256 * 1024;

/** The bytes of a blob, in pieces of any size. */
export type BlobSource = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface PutOptions {
  /** The most bytes; no limit, if it is not said. */
  readonly maxBytes?: number;
  /** Makes each call to the store, perhaps again until it is answered: a source cannot be read twice. */
  readonly ask?: <T>(call: () => Promise<T>) => Promise<T>;
  /** An upload of the same bytes with which an earlier call failed: this one goes on where that one stopped. */
  readonly upload?: Upload;
}

/** The pieces of one value, on their way. */
export class Upload {
  readonly name: string = randomUUID();
  /** How many pieces are kept. */
  written = 0;
  /** How often it filled the store: some of its pieces were kept, and then there was no room for the next one. */
  timesFull = 0;
}

/**
 * The port to blobs: values of a run that are too large for its fields. A blob belongs to a run and is deleted with it. Its
 * name is the hash of its content, so a run keeps the same bytes once.
 *
 * Every method rejects with `STORE_UNAVAILABLE` or `STORE_FULL` while the store is away or full, and may be repeated.
 */
export interface BlobStore {
  /**
   * Keeps bytes with a run that need not exist yet, and resolves when all of them are kept. Takes the next piece of
   * `source` once the one before is kept. Rejects with `BLOB_TOO_LARGE` after `maxBytes`, and with the error of `source`;
   * then no blob is kept, and its pieces are deleted. So are
   * they if the store is full. If it is away, they stay for a later call with the same `upload`, or for a sweep.
   */
  put(runId: string, source: BlobSource, options?: PutOptions): Promise<LargeValue>;
  /** Whether a run has this blob. If so, no sweep that looks for orphans takes it within the next hour. */
  keep(runId: string, blob: LargeValue): Promise<boolean>;
  /**
   * Reads a blob piece by piece. Throws `BLOB_UNKNOWN` if the run has no such blob, and `BLOB_BROKEN` at the end if its bytes
   * are not those that were kept.
   */
  read(runId: string, blob: LargeValue): AsyncIterable<Uint8Array>;
  /** The blobs of a run, by hash. */
  list(runId: string): Promise<readonly LargeValue[]>;
  /** Deletes all blobs of a run. */
  deleteAll(runId: string): Promise<void>;
  /**
   * Deletes blobs that no run refers to, because the process that kept them died before its commit. Looks at up to `limit`
   * runs to which no blob was added for `quietMs`, and at each of them once, until another blob is added to it. Nothing of a
   * run is deleted that cannot be read.
   */
  sweep(quietMs: number, limit: number): Promise<Sweep>;
}

/** How many runs a sweep looked at, and how many blobs and unfinished uploads it deleted. */
export interface Sweep {
  readonly looked: number;
  readonly deleted: number;
}
