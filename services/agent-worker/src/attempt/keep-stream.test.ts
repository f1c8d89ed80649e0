import { LIMITS } from '@ag06/contracts';
import { Repeater } from '@ag06/runtime';
import { type BlobSource, type PutOptions, StoreError } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { silentLog } from '../testing/silent-log.ts';
import { keepStreams } from './keep-stream.ts';

const full = new StoreError('STORE_FULL', 'It is full.');

/** Keeps a stream of four pieces in a store that refuses the n-th call as often as it is told. */
function keep(refusals: readonly number[]) {
  const calls: number[] = [];
  const put = async (_runId: string, source: BlobSource, { ask }: PutOptions = {}) => {
    let n = 0;
    for await (const _ of source) {
      const piece = n++;
      await ask?.(async () => {
        calls[piece] = (calls[piece] ?? 0) + 1;
        if (calls[piece] <= (refusals[piece] ?? 0)) throw full;
      });
    }
    return { bytes: 1, sha256: 'x' };
  };
  const time = { now: () => 0, wait: async () => {} };
  const repeater = new Repeater(silentLog, createMetricBook(), time);
  const keepStream = keepStreams({ blobs: { put }, repeater, closed: new AbortController().signal });
  async function* stream(): AsyncIterable<Uint8Array> {
    for (let n = 0; n < 4; n++) yield Buffer.alloc(LIMITS.outputBytes + 1);
  }
  return { calls, kept: keepStream(stream(), { runId: 'r0-1' }) };
}

it('a stream waits for a store that is full before any of its pieces, and for one that has room again soon', async () => {
  const { calls, kept } = keep([100, 5]);
  expect(await kept).toContain('"large"');
  expect(calls).toEqual([101, 6, 1, 1]);
});

it('a stream that has filled the store is given up after some tries, so that its step is tried again later', async () => {
  const { calls, kept } = keep([0, 0, 1_000]);
  await expect(kept).rejects.toMatchObject({ code: 'OUTPUT_TOO_LARGE', cause: full });
  expect(calls).toEqual([1, 1, 14]);
});
