import { createHash } from 'node:crypto';
import type { LargeValue } from '@ag06/protocol';
import { StoreError } from '../store-error.ts';
import type { BlobPieces, SealedBlob } from './blob-pieces.ts';
import {
  BLOB_PIECE_BYTES,
  type BlobSource,
  type BlobStore,
  type PutOptions,
  type Sweep,
  Upload,
} from './blob-store.ts';

/** Finds the hashes of all blobs to which a run refers. Returns none for an unknown run. */
type FindReferences = (runId: string) => Promise<ReadonlySet<string> | 'all'>;

/** Blobs on the pieces of an adapter: cuts, hashes and checks them. */
export class PiecedBlobStore implements BlobStore {
  readonly #pieces: BlobPieces;
  readonly #findReferences: FindReferences;

  constructor(pieces: BlobPieces, findReferences: FindReferences) {
    this.#pieces = pieces;
    this.#findReferences = findReferences;
  }

  async put(runId: string, source: BlobSource, options: PutOptions = {}): Promise<LargeValue> {
    const { maxBytes = Number.POSITIVE_INFINITY, ask = atOnce, upload = new Upload() } = options;
    // What is in memory has its name at once, so it is not sent again.
    const known = Array.isArray(source) ? await this.#findSame(runId, source, maxBytes) : undefined;
    return known ?? (await this.#upload(runId, source, { maxBytes, ask, upload }));
  }

  async keep(runId: string, blob: LargeValue): Promise<boolean> {
    return (await this.#findAndTouch(runId, blob.sha256)) !== undefined;
  }

  async *read(runId: string, blob: LargeValue): AsyncIterable<Uint8Array> {
    const found = await this.#pieces.find(runId, blob.sha256);
    if (found === undefined) throw unknown(runId, blob);
    const hash = createHash('sha256');
    for (let n = 0; n < found.pieces; n++) {
      const piece = await this.#pieces.read(runId, found.upload, n);
      if (piece === undefined) throw broken(runId, blob, `its piece ${n + 1} of ${found.pieces} is missing`);
      hash.update(piece);
      yield piece;
    }
    if (hash.digest('hex') !== blob.sha256) throw broken(runId, blob, 'its content has another hash');
  }

  async list(runId: string): Promise<readonly LargeValue[]> {
    const blobs = await this.#pieces.list(runId);
    return blobs
      .map(({ bytes, sha256 }) => ({ bytes, sha256 }))
      .sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  }

  deleteAll(runId: string): Promise<void> {
    return this.#pieces.deleteAll(runId);
  }

  async sweep(quietMs: number, limit: number): Promise<Sweep> {
    const found = await this.#pieces.listQuiet(quietMs, limit);
    let deleted = 0;
    for (const quiet of found) {
      const referred = await this.#findReferred(quiet.runId);
      const kept =
        referred === 'all' ? (await this.list(quiet.runId)).map(({ sha256 }) => sha256) : [...referred];
      deleted += await this.#pieces.retain(quiet, kept);
    }
    return { looked: found.length, deleted };
  }

  /** A run that cannot be read keeps all, and does not keep the sweep from others. */
  async #findReferred(runId: string): Promise<ReadonlySet<string> | 'all'> {
    try {
      return await this.#findReferences(runId);
    } catch (error) {
      if (error instanceof StoreError && !error.isRetryable) return 'all';
      throw error;
    }
  }

  async #findSame(
    runId: string,
    source: readonly Uint8Array[],
    maxBytes: number,
  ): Promise<LargeValue | undefined> {
    const hash = createHash('sha256');
    let bytes = 0;
    for (const piece of source) {
      hash.update(piece);
      bytes += piece.byteLength;
    }
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    const found = await this.#findAndTouch(runId, hash.digest('hex'));
    return found && { bytes: found.bytes, sha256: found.sha256 };
  }

  /** Touches first: a sweep that comes later then leaves what is found. */
  async #findAndTouch(runId: string, sha256: string): Promise<SealedBlob | undefined> {
    await this.#pieces.touch(runId);
    return this.#pieces.find(runId, sha256);
  }

  async #upload(
    runId: string,
    source: BlobSource,
    { maxBytes, ask, upload }: Required<PutOptions>,
  ): Promise<LargeValue> {
    const hash = createHash('sha256');
    let [bytes, pieces] = [0, 0];
    let sha256: string | undefined;
    try {
      for await (const piece of inPieces(source)) {
        bytes += piece.byteLength;
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        hash.update(piece);
        const n = pieces++;
        if (n < upload.written) continue;
        await ask(() => this.#pieces.write(runId, upload.name, n, piece));
        upload.written = pieces;
      }
      sha256 = hash.digest('hex');
      const blob: SealedBlob = { bytes, sha256, upload: upload.name, pieces };
      if (await ask(() => this.#pieces.seal(runId, blob))) return { bytes, sha256 };
      throw broken(runId, blob, 'it was written so slowly that a sweep took it for an orphan');
    } catch (error) {
      await this.#giveUp(runId, upload, sha256, error);
      throw error;
    }
  }

  /** Deletes what an upload has kept so far, if the store can be asked. */
  async #giveUp(runId: string, upload: Upload, sha256: string | undefined, error: unknown): Promise<void> {
    const code = error instanceof StoreError ? error.code : undefined;
    if (code === 'STORE_UNAVAILABLE') return;
    if (code === 'STORE_FULL' && upload.written > 0) upload.timesFull++;
    const pieces = upload.written + 1;
    upload.written = 0;
    await this.#pieces.drop(runId, upload.name, pieces, sha256).catch(() => {});
  }
}

/** Cuts and joins the bytes of a source to pieces of `BLOB_PIECE_BYTES`. */
async function* inPieces(source: BlobSource): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    for (let from = 0; from < chunk.byteLength; ) {
      const part = chunk.subarray(from, from + BLOB_PIECE_BYTES - size);
      held.push(part);
      from += part.byteLength;
      size += part.byteLength;
      if (size < BLOB_PIECE_BYTES) continue;
      yield Buffer.concat(held, size);
      held = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(held, size);
}

const atOnce = <T>(call: () => Promise<T>): Promise<T> => call();

const nameOf = (runId: string, { bytes, sha256 }: LargeValue): string =>
  `The large value ${sha256.slice(0, 12)} (${bytes} bytes) of run ${runId}`;

const unknown = (runId: string, blob: LargeValue): StoreError =>
  new StoreError('BLOB_UNKNOWN', `${nameOf(runId, blob)} does not exist: its run was deleted, or lost it.`);

const broken = (runId: string, blob: LargeValue, why: string): StoreError =>
  new StoreError('BLOB_BROKEN', `${nameOf(runId, blob)} is broken: ${why}. Restore it from a backup.`);

const tooLarge = (maxBytes: number): StoreError =>
  new StoreError('BLOB_TOO_LARGE', `The value has more than ${maxBytes} bytes.`);
