import { expect, it } from '@jest/globals';
import { MemoryBlobPieces } from '../memory/memory-blob-pieces.ts';
import { StoreError } from '../store-error.ts';
import { BLOB_PIECE_BYTES } from './blob-store.ts';
import { PacedUpload, UPLOAD_FULL_MAX } from './paced-upload.ts';
import { PiecedBlobStore } from './pieced-blob-store.ts';

const RUN = 'r0-1';
const TEXT = 'x'.repeat(3 * BLOB_PIECE_BYTES);

/** A store with room for some pieces. */
function createSmallStore() {
  const pieces = new MemoryBlobPieces(() => 1);
  const kept = new Set<string>();
  const store = { room: 2, writes: 0, kept };
  const write = pieces.write.bind(pieces);
  pieces.write = async (runId, upload, n, bytes) => {
    store.writes++;
    if (kept.size >= store.room) throw new StoreError('STORE_FULL', 'It is full.');
    kept.add(`${upload}.${n}`);
    await write(runId, upload, n, bytes);
  };
  const drop = pieces.drop.bind(pieces);
  pieces.drop = async (runId, upload) => {
    for (const name of kept) if (name.startsWith(upload)) kept.delete(name);
    await drop(runId, upload);
  };
  const blobs = new PiecedBlobStore(pieces, async () => new Set());
  return { store, blobs };
}

it('an upload that is larger than what is free leaves nothing after each try, tries ever less often, and ends with an error', async () => {
  const { store, blobs } = createSmallStore();
  const upload = new PacedUpload();
  const codes: unknown[] = [];
  const tries: number[] = [];
  for (let calls = 1; codes.at(-1) !== 'BLOB_NO_ROOM'; calls++) {
    const before = store.writes;
    await upload.put(blobs, RUN, TEXT).catch(({ code }: StoreError) => codes.push(code));
    if (store.writes > before) tries.push(calls);
    expect(store.kept.size).toBe(0);
  }
  expect(tries).toEqual([1, 4, 9, 18, 35, 68]);
  expect(tries).toHaveLength(UPLOAD_FULL_MAX);
  expect(new Set(codes.slice(0, -1))).toEqual(new Set(['STORE_FULL']));
});

it('an upload is kept by the first try for which there is room', async () => {
  const { store, blobs } = createSmallStore();
  const upload = new PacedUpload();
  const put = () => upload.put(blobs, RUN, TEXT);
  await expect(put()).rejects.toMatchObject({ code: 'STORE_FULL' });
  store.room = 3;
  for (let paused = 0; paused < 2; paused++)
    await expect(put()).rejects.toMatchObject({ code: 'STORE_FULL' });
  expect((await put()).bytes).toBe(TEXT.length);
});

it('an upload waits for a store that is full without it, as every commit does', async () => {
  const { store, blobs } = createSmallStore();
  store.room = 0;
  const upload = new PacedUpload();
  for (let tries = 0; tries < 100; tries++)
    await expect(upload.put(blobs, RUN, TEXT)).rejects.toMatchObject({ code: 'STORE_FULL' });
  store.room = 3;
  expect((await upload.put(blobs, RUN, TEXT)).bytes).toBe(TEXT.length);
});
