import type { LargeValue } from '@ag06/protocol';

/** A blob of which all pieces are kept, under the name of the upload that wrote them. */
export interface SealedBlob extends LargeValue {
  readonly upload: string;
  readonly pieces: number;
}

/** What an adapter does for blobs; `PiecedBlobStore` does the rest. An upload is a name that its writer made up. */
export interface BlobPieces {
  /** Keeps piece `n`, from 0, of an upload. Lists its run as one to which a blob was added now. */
  write(runId: string, upload: string, n: number, bytes: Uint8Array): Promise<void>;
  /**
   * Makes an upload the blob. If the run has one of this hash already, the upload's pieces are deleted. Returns false if a
   * piece of the upload is missing. May be repeated.
   */
  seal(runId: string, blob: SealedBlob): Promise<boolean>;
  /**
   * Deletes pieces of an upload that its writer gives up, up to piece `pieces - 1`, unless it is a blob: `sha256` is the
   * name under which it may have been sealed. A store that is full can do it.
   */
  drop(runId: string, upload: string, pieces: number, sha256: string | undefined): Promise<void>;
  /** Lists the run as one to which a blob was added now. */
  touch(runId: string): Promise<void>;
  find(runId: string, sha256: string): Promise<SealedBlob | undefined>;
  read(runId: string, upload: string, n: number): Promise<Uint8Array | undefined>;
  list(runId: string): Promise<readonly SealedBlob[]>;
  deleteAll(runId: string): Promise<void>;
  /** Runs to which no blob was added for `quietMs`, and when the last one was, longest ago first. */
  listQuiet(quietMs: number, limit: number): Promise<readonly QuietRun[]>;
  /**
   * Deletes all blobs and unfinished uploads of a run except these, and takes the run off the list. Does nothing if a blob
   * was added since `addedAt`. Returns how many blobs and uploads it deleted.
   */
  retain(run: QuietRun, sha256s: readonly string[]): Promise<number>;
}

export interface QuietRun {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}
