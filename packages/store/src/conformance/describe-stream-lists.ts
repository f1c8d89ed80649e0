import { expect, it } from '@jest/globals';
import { type CorrelatedEvent, STREAM_LIMITS, toCorrelationPosition } from '../event-store.ts';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';
import { appendedOf, pageOf, StreamPlayer } from './stream-player.ts';

const event = (type: string, more = {}) => ({ type, data: '1', ...more });

/** What is known of streams: summaries, lists, deletions, what happened under a correlation id. */
export function describeStreamLists({ store }: Context): void {
  const describe = ({ stream }: StreamPlayer) => store().events.describe('default', stream);

  it('tell count, first and last position and time, bytes, and types with counts', async () => {
    const player = new StreamPlayer(store());
    expect(await describe(player)).toBeUndefined();
    await player.append([event('a', { id: 'é' }), event('b')]);
    await player.append([event('a', { id: 'é' }), event('a', { correlationId: 'c1', traceId: 't' })]);
    const all = await player.readAll();
    expect(await describe(player)).toEqual({
      stream: player.stream,
      incarnation: expect.any(Number),
      count: 3,
      first: { position: 1, at: all[0]?.at },
      last: { position: 3, at: all[2]?.at },
      bytes: 11,
      types: new Map([
        ['a', 2],
        ['b', 1],
      ]),
      otherTypes: 0,
    });
  });

  it('count the first types by name, and all others together', async () => {
    const player = new StreamPlayer(store());
    const most = STREAM_LIMITS.types;
    await player.append(Array.from({ length: most }, (_, i) => event(`t${i}`)));
    await player.appendTypes('late', 't5', 'later', 'late');
    const described = await describe(player);
    expect(described).toMatchObject({ count: most + 4, otherTypes: 3 });
    expect(described?.types.size).toBe(most);
    expect(described?.types.get('t5')).toBe(2);
    expect(await player.positions({ type: 'late' })).toEqual([most + 1, most + 4]);
    expect(await player.positions({ type: 't5' })).toEqual([6, most + 2]);
    await store().events.trim({ ...player.name, before: most + 2, evenUnread: false });
    expect(await describe(player)).toMatchObject({ count: 3, otherTypes: 2, types: new Map([['t5', 1]]) });
    await player.appendTypes('t6', 'late');
    expect(await describe(player)).toMatchObject({
      otherTypes: 3,
      types: new Map([
        ['t5', 1],
        ['t6', 1],
      ]),
    });
  });

  it('are listed by name, in pages, each tenant for itself', async () => {
    const tenant = `tenant ${freshId()}`;
    const names = ['a', 'a.b', 'a:b', 'A', 'b-1', 'b_2', 'c'];
    for (const stream of names) await new StreamPlayer(store(), stream).append([event('x')], { tenant });
    await new StreamPlayer(store(), 'zz').append([event('x')], { tenant: `${tenant}.other` });
    const { events } = store();
    const all = await events.list(tenant, undefined, 100);
    expect(all.map(({ stream }) => stream)).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
    const { types: _, otherTypes: __, ...summary } = (await events.describe(tenant, 'a:b')) ?? {};
    expect(all.find(({ stream }) => stream === 'a:b')).toEqual(summary);
    const pages = [];
    for (let after: string | undefined; ; ) {
      const page = await events.list(tenant, after, 3);
      if (page.length === 0) break;
      pages.push(page.length);
      after = page.at(-1)?.stream;
    }
    expect(pages).toEqual([3, 3, 1]);
  });

  it('are gone once deleted, and begin anew under a later incarnation', async () => {
    const player = new StreamPlayer(store());
    const command = freshId();
    await player.append([event('a', { id: 'i', correlationId: 'gone' }), event('b')], {
      command,
      dedupeMs: 300_000,
    });
    await player.readGroup('g', 'c');
    const before = await describe(player);
    const { events, groups } = store();
    expect(await events.delete('default', player.stream)).toEqual({ result: 'deleted' });
    expect(await describe(player)).toBeUndefined();
    expect(await player.read()).toEqual({ result: 'unknown' });
    expect(await groups.list('default', player.stream)).toBeUndefined();
    expect(await events.delete('default', player.stream)).toEqual({ result: 'unknown' });

    const again = await player.append([event('a', { id: 'i' }), event('b')], { command, dedupeMs: 300_000 });
    expect(appendedOf(again)).toMatchObject([
      { position: 1, duplicate: false },
      { position: 2, duplicate: false },
    ]);
    const after = await describe(player);
    expect(after).toMatchObject({ count: 2 });
    expect(after?.incarnation).toBeGreaterThan(before?.incarnation ?? 0);
    const incarnation = before?.incarnation;
    const renewed = { result: 'renewed', incarnation: after?.incarnation };
    expect(await player.read({ incarnation })).toEqual(renewed);
    expect(await player.readGroup('g', 'c', { incarnation })).toEqual(renewed);
    expect(await groups.list('default', player.stream)).toEqual([]);
    const held = { ...player.name, group: 'g', consumer: 'c', positions: [1], incarnation: incarnation ?? 0 };
    expect(await groups.acknowledge(held)).toEqual(renewed);
    expect(await events.trim({ ...player.name, before: 2, evenUnread: true, incarnation })).toEqual(renewed);
    expect(await events.delete('default', player.stream, incarnation)).toEqual(renewed);
    expect(await player.positions()).toEqual([1, 2]);
    expect(await events.delete('default', player.stream, after?.incarnation)).toEqual({ result: 'deleted' });
    expect(await events.delete('default', player.stream, after?.incarnation)).toEqual({ result: 'unknown' });
  });

  it('keep all that is appended while a stream of that name is deleted and freed', async () => {
    const player = new StreamPlayer(store());
    const correlationId = freshId();
    const { events } = store();
    for (let i = 0; i < 3; i++)
      await player.append(Array.from({ length: 1_000 }, () => event('old', { correlationId })));
    const old = await describe(player);
    const deleting = events.delete('default', player.stream).then(async () => {
      while ((await events.finishDeletions(1)) > 0);
    });
    let isOver = false;
    void deleting.finally(() => {
      isOver = true;
    });
    const answers = [];
    do {
      answers.push(await player.append([event('new')]));
    } while (!isOver);
    await deleting;
    const incarnations = answers.map((answer) => ('incarnation' in answer ? answer.incarnation : 0));
    const kept = incarnations.filter((incarnation) => incarnation !== old?.incarnation);
    expect(new Set(kept).size).toBeLessThanOrEqual(1);
    expect(kept.length === 0 ? 0 : (await describe(player))?.count).toBe(kept.length);
  });

  it('are deleted without disturbing another, whatever their size', async () => {
    const [large, other] = [new StreamPlayer(store()), new StreamPlayer(store())];
    const correlationId = freshId();
    for (let i = 0; i < 3; i++)
      await large.append(Array.from({ length: 1_000 }, () => event('a', { correlationId })));
    await other.append([event('kept', { correlationId })]);
    expect(await store().events.delete('default', large.stream)).toEqual({ result: 'deleted' });
    expect((await timeline(correlationId)).map(({ stream }) => stream)).toEqual([other.stream]);
    expect(await other.positions()).toEqual([1]);
    await large.append([event('new', { correlationId })]);
    // At one time they come by name.
    const left = (await timeline(correlationId)).map((one) => `${one.stream} ${one.event.type}`);
    expect(left.toSorted()).toEqual([`${other.stream} kept`, `${large.stream} new`].toSorted());
  });

  it('lose the events before a position when they are trimmed, and nothing else', async () => {
    const player = new StreamPlayer(store());
    const correlationId = freshId();
    const { events } = store();
    const more = (i: number) => ({ correlationId: i % 2 ? correlationId : undefined });
    await player.append(Array.from({ length: 1_000 }, (_, i) => event(`t${i % 4}`, more(i))));
    await player.append(Array.from({ length: 300 }, (_, i) => event(`t${i % 4}`, more(i))));
    const all = await player.readAll();
    const trim = (before: number) => events.trim({ ...player.name, before, evenUnread: false });
    for (const [before, removed] of [
      [100, 99],
      [50, 0],
      [1_001, 901],
    ] as const)
      expect(await trim(before)).toEqual({ result: 'trimmed', removed, first: Math.max(before, 100) });
    const kept = all.filter(({ position }) => position > 1_000);
    expect(await player.readAll()).toEqual(kept);
    expect(await player.readAll({ type: 't1' })).toEqual(kept.filter(({ type }) => type === 't1'));
    expect(await player.readAll({ correlationId })).toEqual(kept.filter((one) => one.correlationId));
    expect((await timeline(correlationId)).map((one) => one.event)).toEqual(
      kept.filter((one) => one.correlationId),
    );
    expect(await describe(player)).toMatchObject({
      count: 300,
      first: { position: 1_001, at: kept[0]?.at },
      last: { position: 1_300, at: kept.at(-1)?.at },
      types: new Map(['t0', 't1', 't2', 't3'].map((type) => [type, 75])),
    });
    expect(pageOf(await player.read({ limit: 1 }))).toMatchObject({ first: 1_001, upto: 1_001 });
    expect(await trim(99_999)).toEqual({ result: 'trimmed', removed: 300, first: 1_301 });
    expect(await describe(player)).toMatchObject({ count: 0, bytes: 0, first: undefined, types: new Map() });
    expect(await player.read()).toMatchObject({ events: [], first: 1_301, last: 1_300, hasMore: false });
    expect(await player.appendTypes('next')).toMatchObject([{ position: 1_301 }]);
    expect(await trim(1)).toMatchObject({ removed: 0, first: 1_301 });
    expect(await events.trim({ ...player.name, stream: 'none', before: 1, evenUnread: false })).toEqual({
      result: 'unknown',
    });
  });

  const timeline = async (correlationId: string, limit = 1_000): Promise<readonly CorrelatedEvent[]> => {
    const all: CorrelatedEvent[] = [];
    for (;;) {
      const last = all.at(-1);
      const after = last && toCorrelationPosition(last);
      const page = await store().events.readCorrelated({ tenant: 'default', correlationId, after, limit });
      if (page.length === 0) return all;
      all.push(...page);
    }
  };

  it('are read across each other by correlation id, in order of time', async () => {
    const correlationId = `order ${freshId()}`;
    const players = Array.from({ length: 5 }, () => new StreamPlayer(store()));
    for (let round = 0; round < 4; round++) {
      await Promise.all(
        players.map((player, i) =>
          player.append([event(`a${i}`, { correlationId }), event('not'), event(`b${i}`, { correlationId })]),
        ),
      );
    }
    await new StreamPlayer(store()).append([event('x', { correlationId })], { tenant: 'another' });
    const wanted = (
      await Promise.all(
        players.map(async (player) => {
          const events = await player.readAll({ correlationId });
          return events.map((one) => ({ stream: player.stream, event: one }));
        }),
      )
    ).flat();
    wanted.sort(
      (a, b) =>
        a.event.at - b.event.at ||
        (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.event.position - b.event.position),
    );
    expect(wanted).toHaveLength(40);
    for (const limit of [1_000, 7, 1]) expect(await timeline(correlationId, limit)).toMatchObject(wanted);
    expect(await timeline('none')).toEqual([]);
  });
}
