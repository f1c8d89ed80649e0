import { expect, it } from '@jest/globals';
import { finishRun } from '../testing/finished-runs.ts';
import { openTestArchive } from '../testing/open-archive.ts';
import { verifySegment } from './verify-segment.ts';

async function archiveOne() {
  const test = openTestArchive();
  await finishRun(test.store, { tags: ['blue'] });
  await finishRun(test.store);
  await test.archiveAll();
  for await (const { key, bytes } of test.objects.list('segments/')) return { ...test, key, bytes };
  throw new Error('There is no segment.');
}

it('a segment is whole as it was written', async () => {
  const { objects, key, bytes } = await archiveOne();
  expect(await verifySegment(objects, key, bytes)).toBeUndefined();
});

it('a flipped bit anywhere in a segment is found', async () => {
  const { objects, key, bytes } = await archiveOne();
  for (let at = 0; at < bytes; at += 7) {
    const changed = Buffer.from((await objects.read(key)) ?? []);
    changed[at] = (changed[at] ?? 0) ^ 4;
    const found = await verifySegment({ read: async () => changed }, key, changed.length);
    expect({ at, code: found?.code }).toEqual({ at, code: 'ARCHIVE_SEGMENT_BROKEN' });
  }
});

it('a segment that is cut off or gone is found', async () => {
  const { objects, key, bytes } = await archiveOne();
  const whole = await objects.read(key);
  const cut = await verifySegment({ read: async () => whole?.subarray(0, bytes - 10) }, key, bytes);
  expect(cut?.code).toBe('ARCHIVE_SEGMENT_BROKEN');
  expect((await verifySegment({ read: async () => undefined }, key, 1))?.code).toBe(
    'ARCHIVE_SEGMENT_MISSING',
  );
});

it('a place that cannot be reached now says nothing about its segments', async () => {
  const away = { read: () => Promise.reject(new Error('away')) };
  await expect(verifySegment(away, 'segments/x', 1)).rejects.toThrow('away');
});
