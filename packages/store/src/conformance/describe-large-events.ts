import type { LargeValue } from '@ag06/protocol';
import { expect, it, jest } from '@jest/globals';
import { STREAM_LIMITS } from '../event-store.ts';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';
import { appendedOf, deliveredOf, pageOf, StreamPlayer } from './stream-player.ts';

const LARGE = STREAM_LIMITS.inlineBytes + 1;

/** JSON text above the inline limit. No two have the same bytes. */
const repeated = (n: number): string => JSON.stringify({ n, text: 'é'.repeat(LARGE / 2) });

/** The same, of which compression saves little. */
function scattered(seed: number): string {
  const digits: string[] = [];
  for (let at = 0, word = seed; at * 6 < LARGE; at++) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    digits.push(word.toString(36).padStart(7, '0').slice(0, 6));
  }
  return JSON.stringify(digits.join(''));
}

interface KeptBlob {
  readonly owner: string;
  readonly blob: Promise<LargeValue>;
}

/** Events above the inline limit, which the stream has by reference. */
export function describeLargeEvents({ store }: Context): void {
  const large = (data: string, more = {}) => ({ type: 'large', data, ...more });

  /** Records the blobs that are kept meanwhile, and calls `then` with the owner of each. */
  async function watchBlobs<T>(act: () => Promise<T>, then?: (owner: string) => Promise<unknown>) {
    const { blobs } = store();
    const put = blobs.put.bind(blobs);
    const kept: KeptBlob[] = [];
    const spy = jest.spyOn(blobs, 'put').mockImplementation(async (owner, source, options) => {
      const blob = put(owner, source, options);
      kept.push({ owner, blob });
      await blob;
      await then?.(owner);
      return blob;
    });
    try {
      return { kept, result: await act() };
    } finally {
      spy.mockRestore();
    }
  }

  const left = async (kept: readonly KeptBlob[]): Promise<number> => {
    const lists = await Promise.all(kept.map(({ owner }) => store().blobs.list(owner)));
    return lists.flat().length;
  };

  it('are kept as blobs that no sweep takes, and read to the letter everywhere', async () => {
    const player = new StreamPlayer(store());
    const correlationId = `large ${freshId()}`;
    const data = [repeated(1), scattered(2), '"small"'];
    const { kept } = await watchBlobs(() =>
      player.append(data.map((text) => large(text, { correlationId }))),
    );
    expect(kept).toHaveLength(2);
    await store().blobs.sweep(-1_000, 1_000);
    expect(await left(kept)).toBe(2);
    expect((await player.readAll()).map((one) => one.data)).toEqual(data);
    const under = await store().events.readCorrelated({ tenant: 'default', correlationId, limit: 10 });
    expect(under.map(({ event }) => event.data)).toEqual(data);
    const held = deliveredOf(await player.readGroup('g', 'c'));
    expect(held.events.map((one) => one.data)).toEqual(data);
    const { incarnation } = held;
    const hold = { ...player.name, group: 'g', consumer: 'c', positions: [2], incarnation };
    await store().groups.release(hold, { afterMs: 0, reason: 'no', maxDeliveries: 1 });
    const [dead] = await store().groups.listDead({ ...player.name, group: 'g' }, 0, 10);
    expect(dead?.event?.data).toBe(data[1]);
  });

  it('count as many bytes as they have in pages, and as their blobs have in the stream', async () => {
    const player = new StreamPlayer(store());
    const data = Array.from({ length: 9 }, (_, n) => repeated(n));
    const { kept } = await watchBlobs(() => player.append(data.map((text) => large(text))));
    const first = pageOf(await player.read());
    expect(first.events).toHaveLength(Math.ceil(STREAM_LIMITS.pageBytes / LARGE));
    expect((await player.readAll()).map((one) => one.data)).toEqual(data);
    const blobs = await Promise.all(kept.map(({ blob }) => blob));
    const bytes = blobs.reduce((sum, one) => sum + one.bytes, 0) + 'large'.length * data.length;
    expect(await store().events.describe('default', player.stream)).toMatchObject({ bytes });
    await store().events.trim({ ...player.name, before: 10, evenUnread: true });
    expect(await store().events.describe('default', player.stream)).toMatchObject({ bytes: 0, count: 0 });
  });

  it('are duplicates by id and by content as small ones are, and leave no second blob', async () => {
    const player = new StreamPlayer(store());
    const events = [large(scattered(3)), large(scattered(4), { id: 'one' })];
    const command = freshId();
    const append = () => player.append([...events, ...events], { dedupeMs: 300_000 });
    const { kept, result } = await watchBlobs(append);
    const positions = appendedOf(result).map(({ position, duplicate }) => [position, duplicate]);
    expect(positions).toEqual([
      [1, false],
      [2, false],
      [1, true],
      [2, true],
    ]);
    expect(await left(kept)).toBe(2);
    const again = await watchBlobs(() => player.append(events, { dedupeMs: 300_000, command }));
    expect(appendedOf(again.result).every(({ duplicate }) => duplicate)).toBe(true);
    const repeat = await watchBlobs(() => player.append(events, { dedupeMs: 300_000, command }));
    expect(repeat.result).toEqual(again.result);
    const conflict = await watchBlobs(() => player.append(events, { expect: 7 }));
    expect(conflict.result).toEqual({ result: 'conflict', last: 2 });
    await store().blobs.sweep(-1_000, 1_000);
    expect(await left([...again.kept, ...repeat.kept, ...conflict.kept])).toBe(0);
    expect((await player.readAll()).map(({ data }) => data)).toEqual(events.map(({ data }) => data));
  });

  it('take their blobs with them when they are trimmed, and when their stream is deleted', async () => {
    const player = new StreamPlayer(store());
    const events = [large(repeated(5)), large(repeated(6)), large(repeated(7))];
    const { kept } = await watchBlobs(() => player.append(events));
    await store().events.trim({ ...player.name, before: 3, evenUnread: false });
    expect(await left(kept)).toBe(1);
    expect(await store().events.delete('default', player.stream)).toEqual({ result: 'deleted' });
    while ((await store().events.finishDeletions(100)) > 0);
    expect(await left(kept)).toBe(0);
  });

  it('are refused, and nothing is appended, if a sweep took the blob before the append came', async () => {
    const player = new StreamPlayer(store());
    await player.appendTypes('first');
    const sweep = () => store().blobs.sweep(-1_000, 1_000);
    const appending = watchBlobs(() => player.append([large(repeated(8))]), sweep);
    await expect(appending).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    expect(await player.positions()).toEqual([1]);
    await player.append([large(repeated(8))]);
    expect(await player.positions()).toEqual([1, 2]);
  });

  it('that are refused because a sweep took one of them leave the others to a sweep', async () => {
    const player = new StreamPlayer(store());
    await player.appendTypes('first');
    const kept: string[] = [];
    const appending = watchBlobs(
      () => player.append([large(repeated(9)), large(repeated(10))]),
      async (owner) => {
        if (kept.push(owner) === 1) await store().blobs.sweep(-1_000, 1_000);
      },
    );
    await expect(appending).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    const lists = async () => (await Promise.all(kept.map((owner) => store().blobs.list(owner)))).flat();
    expect(await lists()).toHaveLength(1);
    await store().blobs.sweep(-1_000, 1_000);
    expect(await lists()).toEqual([]);
  });
}
