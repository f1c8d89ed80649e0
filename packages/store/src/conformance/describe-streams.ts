import { expect, it } from '@jest/globals';
import { STREAM_LIMITS } from '../event-store.ts';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';
import { appendedOf, pageOf, StreamPlayer } from './stream-player.ts';

const event = (type: string, more = {}) => ({ type, data: JSON.stringify({ type }), ...more });

/** Appends to streams of events, and reads of them. */
export function describeStreams({ store }: Context): void {
  it('number their events 1, 2, 3 … in the order of appends, at times of the store that never decrease', async () => {
    const player = new StreamPlayer(store());
    const before = await store().runs.now();
    const first = await player.append([event('a'), event('b')]);
    const second = await player.append([event('a')]);
    expect(first).toMatchObject({ result: 'appended', last: 2 });
    expect(second).toMatchObject({
      result: 'appended',
      last: 3,
      events: [{ position: 3, duplicate: false }],
    });
    const events = await player.readAll();
    expect(events.map(({ position, type }) => [position, type])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
    ]);
    const times = [before, ...events.map(({ at }) => at), await store().runs.now()];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect([...appendedOf(first), ...appendedOf(second)].map(({ at }) => at)).toEqual(times.slice(1, -1));
  });

  it('keep data, ids, correlation and trace ids to the letter', async () => {
    const player = new StreamPlayer(store());
    const events = [
      { type: 'order.placed', data: '{"b": [1.50, "é€𝄞", null],  "a":"\\u0000\\ud800"}' },
      {
        type: 'x',
        data: '""',
        id: 'i/1 é',
        correlationId: 'c 1',
        traceId: '0af7651916cd43dd8448eb211c80319c',
      },
      { type: 'y', data: 'null', correlationId: 'c|2' },
    ];
    await player.append(events);
    expect(await player.readAll()).toEqual(
      events.map((one, i) => ({ ...one, position: i + 1, at: expect.any(Number) })),
    );
  });

  it('keep large data, compressed', async () => {
    const player = new StreamPlayer(store());
    const sizes = [4_095, 4_096, 5_000, 300_000];
    const texts = sizes.map((size) => JSON.stringify({ text: 'lorem é ipsum '.repeat(size / 14) }));
    await player.append(texts.map((data) => ({ type: 'large', data })));
    expect((await player.readAll()).map(({ data }) => data)).toEqual(texts);
    const { bytes = 0 } = (await store().events.describe('default', player.stream)) ?? {};
    expect(bytes).toBeLessThan(15_000);
  });

  it('refuse a batch with an event above the limit, and keep nothing of it', async () => {
    const player = new StreamPlayer(store());
    const events = [event('a'), { type: 'b', data: JSON.stringify('é'.repeat(50)) }];
    expect(await player.append(events, { eventMaxBytes: 101 })).toEqual({
      result: 'too_large',
      index: 1,
      bytes: 102,
      limit: 101,
    });
    expect(await player.read()).toEqual({ result: 'unknown' });
    expect(await player.append(events, { eventMaxBytes: 102 })).toMatchObject({ result: 'appended' });
  });

  it('take 1,000 events in one append, and no more', async () => {
    const player = new StreamPlayer(store());
    const events = Array.from({ length: STREAM_LIMITS.batch }, (_, i) => event(`t${i % 7}`, { id: `${i}` }));
    expect(await player.append(events)).toMatchObject({ result: 'appended', last: STREAM_LIMITS.batch });
    await expect(player.append([...events, event('one more')])).rejects.toThrow(RangeError);
    await expect(player.append([])).rejects.toThrow(RangeError);
    expect(await player.positions()).toEqual(events.map((_, i) => i + 1));
  });

  it('answer an event whose id is known with its first place, also within one batch and after a trim', async () => {
    const player = new StreamPlayer(store());
    const [first] = appendedOf(await player.append([event('a', { id: 'one' })]));
    const answer = await player.append([
      event('other', { id: 'one' }),
      event('a', { id: 'two' }),
      event('a', { id: 'two' }),
      event('a', { id: 'three' }),
    ]);
    const events = appendedOf(answer);
    expect(events.map(({ position, duplicate }) => [position, duplicate])).toEqual([
      [1, true],
      [2, false],
      [2, true],
      [3, false],
    ]);
    expect(events[0]?.at).toBe(first?.at);
    await store().events.trim({ ...player.name, before: 3, evenUnread: false });
    const again = await player.append([event('a', { id: 'one' }), event('a', { id: 'four' })]);
    expect(appendedOf(again)).toEqual([
      { ...first, duplicate: true },
      { position: 4, at: expect.any(Number), duplicate: false },
    ]);
  });

  it('compare events without an id by type, data and correlation id, while a window is given', async () => {
    const player = new StreamPlayer(store());
    const windowed = { dedupeMs: 300_000 };
    const same = [
      { type: 'a', data: '{"x":1,"y":{"b":2,"a":[1]}}' },
      { type: 'a', data: '{ "y": {"a":[1],"b":2}, "x":1.0 }' },
    ];
    const others = [
      { type: 'b', data: '{"x":1,"y":{"b":2,"a":[1]}}' },
      { type: 'a', data: '{"x":1,"y":{"b":2,"a":[2]}}' },
      { type: 'a', data: '{"x":1,"y":{"b":2,"a":[1]}}', correlationId: 'c' },
      { type: 'a', data: '{"x":1,"y":{"b":2,"a":[1]}}', id: 'i' },
    ];
    const answer = await player.append([...same, ...others], windowed);
    expect(appendedOf(answer).map(({ position }) => position)).toEqual([1, 1, 2, 3, 4, 5]);
    expect(appendedOf(await player.append(same, windowed)).map(({ position }) => position)).toEqual([1, 1]);
    expect(appendedOf(await player.append(same)).map(({ position }) => position)).toEqual([6, 7]);
  });

  it('compare contents no longer than the window', async () => {
    const player = new StreamPlayer(store());
    const [first] = appendedOf(await player.append([event('a')], { dedupeMs: 1 }));
    const later = async () => (await store().runs.now()) > (first?.at ?? 0) + 1;
    while (!(await later()));
    const again = await player.append([event('a')], { dedupeMs: 300_000 });
    expect(appendedOf(again)).toMatchObject([{ position: 2, duplicate: false }]);
    expect(appendedOf(await player.append([event('a')], { dedupeMs: 300_000 }))).toMatchObject([
      { position: 2, duplicate: true },
    ]);
  });

  it('refuse all events of an append that expects another last position, and tell the last one', async () => {
    const player = new StreamPlayer(store());
    expect(await player.append([event('a')], { expect: 1 })).toEqual({ result: 'conflict', last: 0 });
    expect(await player.append([event('a')], { expect: 0 })).toMatchObject({ result: 'appended', last: 1 });
    expect(await player.append([event('b')], { expect: 0 })).toEqual({ result: 'conflict', last: 1 });
    const racing = await Promise.all(
      Array.from({ length: 5 }, () => player.append([event('c'), event('d')], { expect: 1 })),
    );
    expect(racing.map(({ result }) => result).sort()).toEqual(['appended', ...Array(4).fill('conflict')]);
    expect(await player.positions()).toEqual([1, 2, 3]);
  });

  it('answer a repeated command alike, whatever happened since', async () => {
    const player = new StreamPlayer(store());
    const commands = [
      [[event('a'), event('b')], { command: freshId() }],
      [
        [event('a', { id: '1' }), event('a', { id: '1' }), event('b'), event('c', { id: '2' })],
        { command: freshId() },
      ],
      [[event('c', { id: '2' })], { command: freshId() }],
      [[event('d')], { command: freshId(), expect: 5 }],
    ] as const;
    const answers = [];
    for (const [events, more] of commands) answers.push(await player.append(events, more));
    expect(answers.at(-1)).toMatchObject({ result: 'appended', last: 6 });
    await player.appendTypes('later');
    for (const [i, [events, more]] of commands.entries())
      expect(await player.append(events, more)).toEqual(answers[i]);
    expect(await player.positions()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('give one event to many writers that append it at once', async () => {
    const player = new StreamPlayer(store());
    const twice = [event('by id', { id: 'x' }), event('by content')];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => player.append(twice, { dedupeMs: 300_000 })),
    );
    const events = answers.map(appendedOf);
    expect(new Set(events.map((both) => both.map(({ position }) => position).join()))).toEqual(
      new Set(['1,2']),
    );
    expect(events.flat().filter(({ duplicate }) => !duplicate)).toHaveLength(2);
    expect(await player.positions()).toEqual([1, 2]);
  });

  it('lose no event and leave no gap under many writers', async () => {
    const player = new StreamPlayer(store());
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        player.append(Array.from({ length: 1 + (i % 5) }, () => event(`w${i}`))),
      ),
    );
    const positions = answers.flatMap(appendedOf).map(({ position }) => position);
    expect(positions.toSorted((a, b) => a - b)).toEqual(positions.map((_, i) => i + 1));
    expect(await player.positions()).toEqual(positions.map((_, i) => i + 1));
    for (const answer of answers) {
      const own = appendedOf(answer).map(({ position }) => position);
      expect(own).toEqual(own.map((_, i) => (own[0] ?? 0) + i));
    }
  });

  it('are read in pages, which say where the next begins', async () => {
    const player = new StreamPlayer(store());
    await player.appendTypes('a', 'b', 'c', 'd', 'e');
    const page = pageOf(await player.read({ after: 1, limit: 2 }));
    expect(page).toMatchObject({ upto: 3, hasMore: true, first: 1, last: 5 });
    expect(page.events.map(({ type }) => type)).toEqual(['b', 'c']);
    expect(pageOf(await player.read({ after: 3, limit: 2 }))).toMatchObject({ upto: 5, hasMore: false });
    expect(await player.read({ after: 5 })).toMatchObject({ events: [], upto: 5, hasMore: false });
    expect(await player.read({ after: 99 })).toMatchObject({ events: [], upto: 99, hasMore: false });
  });

  it('are read in pages of bounded bytes', async () => {
    const player = new StreamPlayer(store());
    // Compressed, all are small. A page is bounded by what its reader must hold.
    const data = JSON.stringify('large '.repeat(30_000));
    await player.append(Array.from({ length: 9 }, () => ({ type: 'large', data })));
    const page = pageOf(await player.read());
    expect(page.events.length).toBeLessThan(9);
    expect(page).toMatchObject({ hasMore: true, upto: page.events.length });
    expect(await player.positions()).toHaveLength(9);
  });

  it('are read by time as by position', async () => {
    const player = new StreamPlayer(store());
    for (let i = 0; i < 12; i++) await player.appendTypes('a', 'b', 'c');
    const all = await player.readAll();
    const times = [...new Set(all.map(({ at }) => at))];
    const [low = 0, high = 0] = [times[Math.floor(times.length / 3)], times.at(-1)];
    const between = all.filter(({ at }) => at >= low && at < high);
    expect(await player.readAll({ from: low, to: high })).toEqual(between);
    expect(await player.readAll({ from: low, to: high, limit: 2 })).toEqual(between);
    expect(await player.readAll({ from: low })).toEqual(all.filter(({ at }) => at >= low));
    expect(await player.readAll({ to: high })).toEqual(all.filter(({ at }) => at < high));
    expect(await player.readAll({ from: high + 1 })).toEqual([]);
    expect(await player.readAll({ from: 0, to: low, after: 2 })).toEqual(
      all.filter(({ at, position }) => at < low && position > 2),
    );
  });

  it('are read by type and by correlation id, in pages', async () => {
    const player = new StreamPlayer(store());
    const events = Array.from({ length: 700 }, (_, i) =>
      event(`t${i % 3}`, { correlationId: i % 5 === 0 ? 'five' : i === 333 ? 'once' : undefined }),
    );
    await player.append(events);
    await player.append([event('rare', { correlationId: 'five' })]);
    const all = await player.readAll();
    const wanted = [
      { type: 't1' },
      { type: 'rare' },
      { type: 'none' },
      { correlationId: 'five' },
      { correlationId: 'once' },
      { correlationId: 'none' },
      { type: 't2', correlationId: 'five' },
      { type: 'rare', correlationId: 'once' },
    ];
    for (const { type, correlationId } of wanted) {
      const matching = all.filter(
        (one) =>
          (type === undefined || one.type === type) &&
          (correlationId === undefined || one.correlationId === correlationId),
      );
      expect(await player.readAll({ type, correlationId })).toEqual(matching);
      expect(await player.readAll({ type, correlationId, limit: 30, after: 100 })).toEqual(
        matching.filter(({ position }) => position > 100),
      );
    }
  });

  it('tell whoever watches that something was appended', async () => {
    const player = new StreamPlayer(store());
    const told = Promise.withResolvers<void>();
    const stop = await store().events.watch('default', player.stream, () => told.resolve());
    await player.appendTypes('a');
    await told.promise;
    await stop();
  });
}
