import { encodeRecordedCall, parseRecordedCall } from '@ag06/engine';
import { isLargeText, readLargeText, toLargeText } from '@ag06/protocol';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { moveTexts } from './move-texts.ts';

const DIGEST = '0'.repeat(32);
const EVENT = '{"from":{"runId":"r0-1","seq":1}}';
const of = (blobs: ReturnType<typeof createMemoryStore>['blobs']) => ({
  blobs,
  source: 'r0-1',
  runId: 'r0-2',
});
const outcome = (output: string) =>
  ({ preset: 'outcome', step: 'a', status: 'completed', attempt: 1, output }) as const;

async function readBlob({ blobs }: ReturnType<typeof createMemoryStore>, text: string): Promise<string> {
  const value = readLargeText(text);
  if (value === undefined) throw new Error(`No reference: ${text}`);
  const pieces: Uint8Array[] = [];
  for await (const piece of blobs.read('r0-2', value)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

it('moveTexts copies the blobs of the source to the fork, each once', async () => {
  const store = createMemoryStore();
  const text = JSON.stringify('x'.repeat(300_000));
  const reference = toLargeText(await store.blobs.put('r0-1', [Buffer.from(text)]));
  const call = encodeRecordedCall({ digest: DIGEST, status: 'completed', result: reference });
  const fork = { event: EVENT, presets: [outcome(reference)], fields: [['r:a', call] as const] };
  const moved = await moveTexts(of(store.blobs), fork);
  expect(moved).toEqual(fork);
  expect(await store.blobs.list('r0-2')).toHaveLength(1);
  expect(await readBlob(store, reference)).toBe(text);
});

it('moveTexts leaves a fork as it is that fits into one command', async () => {
  const store = createMemoryStore();
  const call = encodeRecordedCall({ digest: DIGEST, status: 'failed', result: '{"code":"X","message":"x"}' });
  const fork = { event: EVENT, presets: [outcome('"small"')], fields: [['r:a', call] as const] };
  expect(await moveTexts(of(store.blobs), fork)).toEqual(fork);
  expect(await store.blobs.list('r0-2')).toEqual([]);
});

it('moveTexts makes blobs of the long texts of a large fork, also of its items and recorded calls', async () => {
  const store = createMemoryStore();
  const long = (n: number) => JSON.stringify(`${n}`.padEnd(200_000, 'x'));
  const texts = Array.from({ length: 24 }, (_, n) => long(n));
  const items = texts.map((result, item) => ({ item, status: 'completed', attempt: 1, result }) as const);
  const list = { total: items.length, chunks: ['1'] };
  const presets = [
    { preset: 'items', step: 'l', list, lanes: 0, outcomes: items } as const,
    { preset: 'iteration', step: 'r', iteration: 1, output: long(0) } as const,
    outcome('"small"'),
  ];
  const call = encodeRecordedCall({ digest: DIGEST, status: 'completed', result: long(1) });
  const moved = await moveTexts(of(store.blobs), { event: EVENT, presets, fields: [['r:a', call]] });
  const [first, second, third] = moved.presets;
  expect(first?.preset === 'items' && first.outcomes.every(({ result }) => isLargeText(result))).toBe(true);
  expect(second?.preset === 'iteration' && (await readBlob(store, second.output))).toBe(long(0));
  expect(third).toEqual(outcome('"small"'));
  const recorded = parseRecordedCall(moved.fields[0]?.[1] ?? '');
  expect(await readBlob(store, recorded?.result ?? '')).toBe(long(1));
  // Equal texts are one blob.
  expect(await store.blobs.list('r0-2')).toHaveLength(24);
});

it('moveTexts refuses a fork with more bytes of large outputs than it copies, before it copies one, each counted once', async () => {
  const store = createMemoryStore();
  let reads = 0;
  const blobs = {
    put: store.blobs.put.bind(store.blobs),
    deleteAll: store.blobs.deleteAll.bind(store.blobs),
    // biome-ignore lint/correctness/useYield: it has no bytes
    read: async function* () {
      reads++;
    },
  };
  const large = (name: string) => toLargeText({ bytes: 300 * 1024 * 1024, sha256: name.repeat(64) });
  const of = { blobs, source: 'r0-1', runId: 'r0-2' };
  const fork = (...outputs: string[]) => ({ event: EVENT, presets: outputs.map(outcome), fields: [] });
  await expect(moveTexts(of, fork(large('a'), large('b')))).rejects.toMatchObject({
    status: 413,
    code: 'FORK_TOO_LARGE',
    message: expect.stringContaining('629145600 bytes'),
  });
  expect(reads).toBe(0);
  await moveTexts(of, fork(large('a'), large('a')));
  expect(reads).toBe(1);
});

it('moveTexts leaves no blob of a fork whose copies cannot all be kept', async () => {
  const store = createMemoryStore();
  const reference = toLargeText(await store.blobs.put('r0-1', [Buffer.alloc(300_000, 'x')]));
  const gone = toLargeText({ bytes: 300_000, sha256: 'f'.repeat(64) });
  const fork = { event: EVENT, presets: [outcome(reference), outcome(gone)], fields: [] };
  await expect(moveTexts(of(store.blobs), fork)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  expect(await store.blobs.list('r0-2')).toEqual([]);
});
