import type { LargeValue } from '@ag06/protocol';
import { StoreError } from '../store-error.ts';
import { type BlobStore, Upload } from './blob-store.ts';

/** How often an upload may fill the store. Its caller repeats about once a second, so this is a minute. */
export const UPLOAD_FULL_MAX = 6;

/**
 * One large text that is kept by repeated calls. A call goes on where the one before it stopped. If the text is larger than the free
 * memory of the store, each try fills that for everybody, so the next tries are further and further apart, and the last one
 * is refused for good. A store that is full without any of its pieces is waited for.
 */
export class PacedUpload {
  readonly #upload = new Upload();
  /** How many calls are refused before the next try. */
  #pause = 0;

  /** Rejects with `STORE_FULL` as long as it may be repeated, and then with `BLOB_NO_ROOM`. */
  async put(blobs: Pick<BlobStore, 'put'>, runId: string, text: string): Promise<LargeValue> {
    const bytes = Buffer.byteLength(text);
    if (this.#pause > 0) {
      this.#pause--;
      throw new StoreError('STORE_FULL', `The store had no room for an output of ${bytes} bytes.`);
    }
    const upload = this.#upload;
    const before = upload.timesFull;
    try {
      return await blobs.put(runId, [Buffer.from(text)], { upload });
    } catch (error) {
      if (upload.timesFull === before) throw error;
      if (upload.timesFull >= UPLOAD_FULL_MAX) throw noRoom(bytes, error);
      this.#pause = 2 ** upload.timesFull;
      throw error;
    }
  }
}

const noRoom = (bytes: number, cause: unknown): StoreError =>
  new StoreError(
    'BLOB_NO_ROOM',
    `An output of ${bytes} bytes filled the store ${UPLOAD_FULL_MAX} times. Give the store more memory, or return less.`,
    cause,
  );
