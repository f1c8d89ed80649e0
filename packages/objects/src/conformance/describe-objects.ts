import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ObjectInfo, ObjectStore } from '../object-store.ts';

interface ObjectsFixture {
  /** An empty store. */
  readonly objects: ObjectStore;
  readonly close: () => Promise<void>;
}

/** What every adapter promises. */
export function describeObjects(name: string, open: () => Promise<ObjectsFixture>): void {
  describe(`objects in ${name}`, () => {
    let fixture: ObjectsFixture | undefined;
    const store = (): ObjectStore => {
      if (fixture === undefined) throw new Error('The store is not open.');
      return fixture.objects;
    };
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture?.close());

    it('reads an object as it was put, whole and in parts', async () => {
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 251));
      await store().put('parts/whole.bin', bytes);
      expect((await store().read('parts/whole.bin'))?.equals(bytes)).toBe(true);
      expect(await store().read('parts/whole.bin', { from: 66_000, length: 5 })).toEqual(
        bytes.subarray(66_000, 66_005),
      );
      expect(await store().read('parts/whole.bin', { from: 69_999, length: 1 })).toEqual(
        bytes.subarray(69_999),
      );
    });

    it('reads of a part that reaches behind the end of an object what there is', async () => {
      await store().put('parts/short', Buffer.from('abc'));
      expect(String(await store().read('parts/short', { from: 2, length: 5 }))).toBe('c');
      expect(await store().read('parts/short', { from: 3, length: 1 })).toEqual(Buffer.alloc(0));
      expect(await store().read('parts/short', { from: 9, length: 4 })).toEqual(Buffer.alloc(0));
    });

    it('keeps an empty object', async () => {
      await store().put('empty', Buffer.alloc(0));
      expect(await store().read('empty')).toEqual(Buffer.alloc(0));
    });

    it('returns undefined for an object that does not exist', async () => {
      expect(await store().read('missing/one')).toBeUndefined();
      expect(await store().read('missing/one', { from: 0, length: 4 })).toBeUndefined();
    });

    it('takes a put again that was answered to nobody, and refuses other bytes under the key', async () => {
      await store().put('once', Buffer.from('a'));
      await store().put('once', Buffer.from('a'));
      await expect(store().put('once', Buffer.from('b'))).rejects.toMatchObject({ code: 'OBJECT_DIFFERS' });
      expect(String(await store().read('once'))).toBe('a');
    });

    it('takes an object from a source, once, and compares what is there with it', async () => {
      const sourceOf = (...pieces: readonly Buffer[]) => ({
        bytes: pieces.reduce((sum, { length }) => sum + length, 0),
        async *read() {
          yield* pieces;
        },
      });
      const pieces = [Buffer.alloc(70_000, 1), Buffer.alloc(5, 2), Buffer.alloc(200_000, 3)];
      await store().putFrom('sources/one', sourceOf(...pieces));
      await store().putFrom('sources/one', sourceOf(...pieces));
      const differ = [
        pieces.slice(0, 2),
        [...pieces, Buffer.alloc(1)],
        [...pieces.slice(0, 2), Buffer.alloc(200_000)],
      ];
      for (const other of differ)
        await expect(store().putFrom('sources/one', sourceOf(...other))).rejects.toMatchObject({
          code: 'OBJECT_DIFFERS',
        });
      await store().put('sources/one', Buffer.concat(pieces));
      expect((await store().read('sources/one'))?.equals(Buffer.concat(pieces))).toBe(true);
    });

    it('lets one of several writers of a key win, and gives nobody a mixture', async () => {
      const bodies = Array.from({ length: 8 }, (_, i) => Buffer.alloc(20_000, i));
      const results = await Promise.allSettled(bodies.map((body) => store().put('race', body)));
      const won = results.flatMap(({ status }, i) => (status === 'fulfilled' ? i : []));
      expect(won).toHaveLength(1);
      expect((await store().read('race'))?.equals(bodies[won[0] ?? -1] ?? Buffer.alloc(0))).toBe(true);
    });

    it('lists the objects below a prefix in the order of their keys, with their lengths', async () => {
      for (const key of ['list/b/2', 'list/a', 'list/b/10', 'listed'])
        await store().put(key, Buffer.from(key));
      expect(await listAll('list/')).toEqual([
        { key: 'list/a', bytes: 6 },
        { key: 'list/b/10', bytes: 9 },
        { key: 'list/b/2', bytes: 8 },
      ]);
      expect(await listAll('list/b/1')).toEqual([{ key: 'list/b/10', bytes: 9 }]);
      expect(await listAll('nothing/')).toEqual([]);
    });

    it('deletes an object, also twice, and then has room for another under the key', async () => {
      await store().put('gone', Buffer.from('a'));
      await store().delete('gone');
      await store().delete('gone');
      expect(await store().read('gone')).toBeUndefined();
      await store().put('gone', Buffer.from('b'));
      expect(String(await store().read('gone'))).toBe('b');
    });

    it('refuses keys that would lead out of its place', async () => {
      for (const key of ['../up', '/root', 'a//b', 'a/../b', '.hidden', '', 'a/', 'a b'])
        await expect(store().put(key, Buffer.from('x'))).rejects.toThrow('no key of an object');
    });

    async function listAll(prefix: string): Promise<ObjectInfo[]> {
      const found: ObjectInfo[] = [];
      for await (const one of store().list(prefix)) found.push(one);
      return found;
    }
  });
}
