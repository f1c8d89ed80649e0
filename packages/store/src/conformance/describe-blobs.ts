import { createHash } from 'node:crypto';
import type { LargeValue } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import { BLOB_PIECE_BYTES, Upload } from '../blobs/blob-store.ts';
import { StoreError } from '../store-error.ts';
import type { Context } from './describe-store.ts';
import { COMPLETED, grantOf, META, Player } from './fixture.ts';

const HOUR_MS = 3_600_000;

/** Bytes that no compression makes few, and of which no two pieces are alike. */
function bytesOf(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, word = seed; at < length; at++) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = word >>> 24;
  }
  return bytes;
}

const nameOf = (bytes: Buffer): LargeValue => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

async function* inChunks(bytes: Buffer, size: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Values of runs that are too large for their fields. */
export function describeBlobs(context: Context): void {
  const blobs = () => context.store().blobs;
  const newRun = () => new Player(context.store()).runId;

  async function readAll(runId: string, blob: LargeValue): Promise<{ bytes: Buffer; pieces: number[] }> {
    const read: Uint8Array[] = [];
    for await (const piece of blobs().read(runId, blob)) read.push(piece);
    return { bytes: Buffer.concat(read), pieces: read.map(({ byteLength }) => byteLength) };
  }

  it('keeps bytes of chunks of any size in pieces, and reads the same bytes', async () => {
    const runId = newRun();
    const bytes = bytesOf(2 * BLOB_PIECE_BYTES + 5, 1);
    const blob = await blobs().put(runId, inChunks(bytes, 100_000));
    expect(blob).toEqual(nameOf(bytes));
    const read = await readAll(runId, blob);
    expect(read.pieces).toEqual([BLOB_PIECE_BYTES, BLOB_PIECE_BYTES, 5]);
    expect(read.bytes.equals(bytes)).toBe(true);
  });

  it('keeps the same bytes of a run once, from one writer after the other and from several at once', async () => {
    const runId = newRun();
    const bytes = bytesOf(BLOB_PIECE_BYTES + 1, 2);
    await Promise.all([blobs().put(runId, inChunks(bytes, 70_000)), blobs().put(runId, [bytes])]);
    await blobs().put(runId, [bytes]);
    expect(await blobs().list(runId)).toEqual([nameOf(bytes)]);
    expect((await readAll(runId, nameOf(bytes))).bytes.equals(bytes)).toBe(true);
  });

  it('keeps an empty value', async () => {
    const runId = newRun();
    const blob = await blobs().put(runId, []);
    expect(blob.bytes).toBe(0);
    expect((await readAll(runId, blob)).bytes).toHaveLength(0);
  });

  it('knows the blobs of each run apart', async () => {
    const [one, other] = [newRun(), newRun()];
    const blob = await blobs().put(one, [bytesOf(10, 3)]);
    expect(await blobs().keep(one, blob)).toBe(true);
    expect(await blobs().keep(other, blob)).toBe(false);
    expect(await blobs().list(other)).toEqual([]);
    await expect(readAll(other, blob)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  });

  it('refuses a value above its limit, and keeps no blob of a source that fails', async () => {
    const runId = newRun();
    const limit = BLOB_PIECE_BYTES;
    const refusal = { code: 'BLOB_TOO_LARGE' };
    await expect(blobs().put(runId, [bytesOf(limit + 1, 4)], { maxBytes: limit })).rejects.toMatchObject(
      refusal,
    );
    await expect(
      blobs().put(runId, inChunks(bytesOf(limit + 1, 4), 50_000), { maxBytes: limit }),
    ).rejects.toMatchObject(refusal);
    async function* failing(): AsyncIterable<Uint8Array> {
      yield bytesOf(BLOB_PIECE_BYTES, 5);
      throw new Error('the source failed');
    }
    await expect(blobs().put(runId, failing())).rejects.toThrow('the source failed');
    expect(await blobs().list(runId)).toEqual([]);
  });

  it('reads a source once, and writes each piece until the store answers', async () => {
    const runId = newRun();
    const bytes = bytesOf(2 * BLOB_PIECE_BYTES, 10);
    let failures = 0;
    const ask = async <T>(call: () => Promise<T>): Promise<T> => {
      await call();
      failures++;
      return call();
    };
    const blob = await blobs().put(runId, inChunks(bytes, 100_000), { ask });
    expect(failures).toBe(3);
    expect((await readAll(runId, blob)).bytes.equals(bytes)).toBe(true);
  });

  it('leaves nothing of an upload whose source fails, and an upload whose seal was not answered is a blob', async () => {
    const runId = newRun();
    await blobs().sweep(-1_000, 1_000);
    const bytes = bytesOf(BLOB_PIECE_BYTES + 1, 11);
    async function* failing(): AsyncIterable<Uint8Array> {
      yield* inChunks(bytes, 100_000);
      throw new Error('the source failed');
    }
    await expect(blobs().put(runId, failing())).rejects.toThrow('the source failed');
    expect((await blobs().sweep(-1_000, 1_000)).deleted).toBe(0);
    let calls = 0;
    const ask = async <T>(call: () => Promise<T>): Promise<T> => {
      const answer = await call();
      if (++calls === 3) throw new Error('the answer was lost');
      return answer;
    };
    const put = blobs().put(runId, inChunks(bytes, 100_000), { ask });
    await expect(put).rejects.toThrow('the answer was lost');
    expect((await readAll(runId, nameOf(bytes))).bytes.equals(bytes)).toBe(true);
  });

  it('goes on with an upload where it stopped', async () => {
    const runId = newRun();
    const bytes = bytesOf(2 * BLOB_PIECE_BYTES + 1, 12);
    const upload = new Upload();
    let calls = 0;
    const ask = async <T>(call: () => Promise<T>): Promise<T> => {
      if (++calls === 2) throw new StoreError('STORE_UNAVAILABLE', 'It was cut off.');
      return call();
    };
    const put = () => blobs().put(runId, [bytes], { upload, ask });
    await expect(put()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(upload.written).toBe(1);
    expect(await put()).toEqual(nameOf(bytes));
    // The first piece, the one that failed, it and the last one again, and the seal.
    expect(calls).toBe(5);
    expect((await readAll(runId, nameOf(bytes))).bytes.equals(bytes)).toBe(true);
  });

  it('deletes all blobs of a run at once', async () => {
    const runId = newRun();
    const blob = await blobs().put(runId, [bytesOf(10, 6)]);
    await blobs().deleteAll(runId);
    expect(await blobs().list(runId)).toEqual([]);
    await expect(readAll(runId, blob)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  });

  it('deletes the blobs of a run with the run', async () => {
    const player = new Player(context.store());
    await player.submit();
    await blobs().put(player.runId, [bytesOf(10, 7)]);
    await player.complete(grantOf(await player.claim('a')), { end: COMPLETED });
    expect(await context.store().runs.deleteRun(player.runId)).toBe('deleted');
    expect(await blobs().list(player.runId)).toEqual([]);
  });

  it('sweeps what no run refers to once nothing was added for a while, and nothing else', async () => {
    const player = new Player(context.store());
    await player.submit();
    const output = JSON.stringify('x'.repeat(BLOB_PIECE_BYTES));
    await player.complete(grantOf(await player.claim('a')), { change: { to: 'completed', output } });
    const orphan = await blobs().put(player.runId, [bytesOf(10, 8)]);
    const gone = newRun();
    await blobs().put(gone, [bytesOf(10, 9)]);
    await blobs().sweep(HOUR_MS, 1_000);
    expect(await blobs().keep(player.runId, orphan)).toBe(true);
    expect(await blobs().list(gone)).toHaveLength(1);
    expect((await blobs().sweep(-1_000, 1_000)).deleted).toBeGreaterThanOrEqual(2);
    expect(await blobs().list(gone)).toEqual([]);
    expect(await blobs().list(player.runId)).toEqual([nameOf(Buffer.from(output))]);
    expect((await context.store().runs.loadFields(player.runId, ['o:a'])).get('o:a')).toBe(output);
    expect((await blobs().sweep(-1_000, 1_000)).deleted).toBe(0);
  });

  it('sweeps page by page until it has looked at each run, and at none again until a further blob is added to it', async () => {
    while ((await blobs().sweep(-1_000, 1_000)).looked > 0);
    const runIds = [newRun(), newRun(), newRun()];
    for (const runId of runIds) await blobs().put(runId, [bytesOf(10, 13)]);
    expect(await blobs().sweep(-1_000, 2)).toEqual({ looked: 2, deleted: 2 });
    expect(await blobs().sweep(-1_000, 2)).toEqual({ looked: 1, deleted: 1 });
    expect(await blobs().sweep(-1_000, 2)).toEqual({ looked: 0, deleted: 0 });
  });

  it('sweeps nothing of a fork with recorded outcomes, to which further blobs belong', async () => {
    const player = new Player(context.store());
    const recorded = await blobs().put(player.runId, [bytesOf(10, 10)]);
    const fork = { runId: 'r0-1', seq: 7, effects: 'recorded', correlationId: 'c' } as const;
    await player.submit({ meta: JSON.stringify({ ...META, fork }) });
    for (const _ of ['first', 'second']) await blobs().sweep(-1_000, 1_000);
    expect(await blobs().list(player.runId)).toEqual([recorded]);
  });
}
