import { MemoryObjects } from '@ag06/objects';
import { StoreError } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { listKeys } from '../testing/faults.ts';
import { append, EVERYTHING, openTestStreams, readAll, STREAM, TENANT } from '../testing/open-streams.ts';

describe('what becomes of the archived events of deleted streams: the archive', () => {
  it('deletes the events of a deleted stream, and none of the stream that follows it', async () => {
    const { store, objects, events, work, archiveAll } = openTestStreams();
    await append(store.events, 3);
    await archiveAll();
    expect(await work.finishDeletions(10)).toBe(0);
    expect(await events.delete(TENANT, STREAM)).toMatchObject({ result: 'deleted' });
    expect(await events.read(EVERYTHING)).toEqual({ result: 'unknown' });
    await append(store.events, 2, 1);
    await archiveAll();
    expect((await readAll(events)).map(({ position }) => position)).toEqual([1, 2]);
    expect(await listKeys(objects, 'streams/')).toHaveLength(2);
    expect(await work.finishDeletions(10)).toBe(1);
    expect(await work.finishDeletions(10)).toBe(0);
    expect(await readAll(events)).toHaveLength(2);
  });

  it('keeps what it has of a stream whose deletion did not happen', async () => {
    const { store, objects, events, work, archiveAll } = openTestStreams();
    await append(store.events, 3);
    await archiveAll();
    store.events.delete = () => Promise.reject(new Error('away'));
    await expect(events.delete(TENANT, STREAM)).rejects.toThrow('away');
    expect(await work.finishDeletions(10)).toBe(0);
    expect(await listKeys(objects, 'streams/')).toHaveLength(1);
    expect(await readAll(events)).toHaveLength(3);
  });

  it('keeps the events of another store whose deletion did not happen, because only that store knows', async () => {
    const { store, objects, events, archiveAll } = openTestStreams();
    await append(store.events, 3);
    await archiveAll();
    store.events.delete = () => Promise.reject(new Error('away'));
    await expect(events.delete(TENANT, STREAM)).rejects.toThrow('away');
    expect(await openTestStreams({ objects }).work.finishDeletions(10)).toBe(0);
    expect(await readAll(events)).toHaveLength(3);
  });

  it('deletes nothing in an archive that is not the one of its fleet', async () => {
    const { store, objects, events, archiveAll } = openTestStreams();
    await append(store.events, 3);
    await archiveAll();
    const other = new MemoryObjects();
    await other.put('archive.json', Buffer.from(JSON.stringify({ archive: 'other' })));
    await events.delete(TENANT, STREAM);
    for (const key of [
      ...(await listKeys(objects, 'streams/')),
      ...(await listKeys(objects, 'deleted-streams/')),
    ])
      await other.put(key, (await objects.read(key)) ?? Buffer.alloc(0));
    const lost = openTestStreams({ store, objects: other });
    await expect(lost.work.finishDeletions(10)).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
    expect(await listKeys(other, 'streams/')).toHaveLength(1);
  });

  it('passes over the mark of a stream that the store cannot read, and deletes the others', async () => {
    const { store, objects, events, work, archiveAll } = openTestStreams();
    for (const stream of ['a', 'b']) await append(store.events, 3, 1, stream);
    await archiveAll();
    for (const stream of ['a', 'b']) await events.delete(TENANT, stream);
    const describe = store.events.describe.bind(store.events);
    store.events.describe = async (tenant, stream) => {
      if (stream === 'a') throw new StoreError('STORE_RECORD_INVALID', 'Its head is broken.');
      return describe(tenant, stream);
    };
    expect(await work.finishDeletions(10)).toBe(1);
    expect((await listKeys(objects, 'streams/')).map((key) => key.split('/')[2])).toEqual(['a']);
  });
});
