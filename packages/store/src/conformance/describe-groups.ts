import { expect, it } from '@jest/globals';
import { STREAM_LIMITS } from '../event-store.ts';
import type { GroupDescription, GroupPage, HoldAnswer } from '../group-store.ts';
import type { Context } from './describe-store.ts';
import { deliveredOf, StreamPlayer } from './stream-player.ts';

const GROUP = 'g';

/** Groups of consumers of a stream. */
export function describeGroups({ store, itOfThousands }: Context): void {
  const nameOf = (player: StreamPlayer) => ({ ...player.name, group: GROUP });
  const describeGroup = (player: StreamPlayer): Promise<GroupDescription | undefined> =>
    store().groups.describe(nameOf(player));
  const hold = async (player: StreamPlayer, consumer: string, positions: readonly number[]) => {
    const { incarnation = 0 } = (await store().events.describe('default', player.stream)) ?? {};
    return { ...nameOf(player), consumer, positions, incarnation };
  };
  const acknowledge = async (
    player: StreamPlayer,
    consumer: string,
    positions: readonly number[],
  ): Promise<HoldAnswer> => store().groups.acknowledge(await hold(player, consumer, positions));
  const release = async (
    player: StreamPlayer,
    consumer: string,
    positions: readonly number[],
    reason = 'why',
  ) =>
    store().groups.release(await hold(player, consumer, positions), { afterMs: 0, reason, maxDeliveries: 2 });
  const done = { result: 'done', refused: [] };
  const start = async (count: number): Promise<StreamPlayer> => {
    const player = new StreamPlayer(store());
    await player.appendTypes(...Array.from({ length: count }, (_, i) => `t${i + 1}`));
    return player;
  };

  it('deliver each event to one consumer, with its position, data and number of deliveries', async () => {
    const player = await start(5);
    const first = deliveredOf(await player.readGroup(GROUP, 'c1', { limit: 2 }));
    const second = deliveredOf(await player.readGroup(GROUP, 'c2'));
    const all = await player.readAll();
    expect([...first.events, ...second.events]).toEqual(all.map((event) => ({ ...event, delivery: 1 })));
    expect(first.events).toHaveLength(2);
    const { incarnation } = (await store().events.describe('default', player.stream)) ?? {};
    expect(first.incarnation).toBe(incarnation);
    expect(first.leasedUntil).toBeGreaterThan(await store().runs.now());
    expect(deliveredOf(await player.readGroup(GROUP, 'c1')).events).toEqual([]);
    expect(deliveredOf(await player.readGroup('another', 'c1')).events).toHaveLength(5);
  });

  it('deliver each event once to many consumers that read at once', async () => {
    const player = await start(60);
    const pages = await Promise.all(
      Array.from({ length: 12 }, (_, i) => player.readGroup(GROUP, `c${i}`, { limit: 7 })),
    );
    const positions = pages.flatMap((page) => positionsOf(page));
    expect(positions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });

  it('are unknown for a stream that does not exist', async () => {
    const player = new StreamPlayer(store());
    expect(await player.readGroup(GROUP, 'c1')).toEqual({ result: 'unknown' });
    expect(await describeGroup(player)).toBeUndefined();
    expect(await store().groups.list('default', player.stream)).toBeUndefined();
    expect(await store().groups.reset(nameOf(player), { after: 0 })).toEqual({ result: 'unknown' });
    expect(await acknowledge(player, 'c1', [1])).toEqual({ result: 'unknown' });
    expect(await store().groups.listDead(nameOf(player), 0, 10)).toEqual([]);
    expect(await store().groups.delete(nameOf(player))).toBe(false);
  });

  it('begin with the first event that is kept, or after the last', async () => {
    const player = await start(4);
    await store().events.trim({ ...player.name, before: 3, evenUnread: false });
    expect(positionsOf(await player.readGroup('all', 'c'))).toEqual([3, 4]);
    expect(positionsOf(await player.readGroup('new', 'c', { start: 'last' }))).toEqual([]);
    await player.appendTypes('t5');
    expect(positionsOf(await player.readGroup('new', 'c', { start: 'first' }))).toEqual([5]);
  });

  it('tell position, lag and what is pending', async () => {
    const player = await start(6);
    const [, , third, fourth] = await player.readAll();
    await player.readGroup(GROUP, 'c1', { limit: 4 });
    const told = { group: GROUP, incarnation: expect.any(Number), dead: 0 };
    expect(await describeGroup(player)).toMatchObject({
      ...told,
      position: 0,
      delivered: 4,
      lag: 6,
      pending: 4,
    });
    expect(await acknowledge(player, 'c1', [2, 1])).toEqual(done);
    const after = await describeGroup(player);
    expect(after).toEqual({ ...told, position: 2, delivered: 4, lag: 4, pending: 2, oldestAt: third?.at });
    expect(await acknowledge(player, 'c1', [4])).toEqual(done);
    expect(await describeGroup(player)).toMatchObject({ position: 2, lag: 3, pending: 1 });
    expect(await acknowledge(player, 'c1', [3])).toEqual(done);
    expect(await describeGroup(player)).toMatchObject({ position: 4, lag: 2, pending: 0 });
    expect((await describeGroup(player))?.oldestAt).toBeGreaterThanOrEqual(fourth?.at ?? 0);
    await player.readGroup(GROUP, 'c1');
    await acknowledge(player, 'c1', [5, 6]);
    const settled = { position: 6, delivered: 6, lag: 0, pending: 0, oldestAt: undefined };
    expect(await describeGroup(player)).toEqual({ ...told, ...settled });
    await player.readGroup('a', 'c1');
    expect((await store().groups.list('default', player.stream))?.map(({ group }) => group)).toEqual([
      'a',
      'g',
    ]);
  });

  it('take an acknowledgement twice, and only from the consumer that holds the event', async () => {
    const player = await start(3);
    await player.readGroup(GROUP, 'c1', { limit: 2 });
    expect(await acknowledge(player, 'c2', [1, 2])).toEqual({ result: 'done', refused: [1, 2] });
    expect(await acknowledge(player, 'c1', [1])).toEqual(done);
    expect(await acknowledge(player, 'c1', [1, 2, 3, 0])).toEqual({ result: 'done', refused: [3, 0] });
    expect(await describeGroup(player)).toMatchObject({ position: 2, pending: 0 });
  });

  it('deliver an event again once its lease has lapsed, and take no word of the former holder', async () => {
    const player = await start(3);
    await player.readGroup(GROUP, 'c1', { limit: 2, leaseMs: 0 });
    const again = deliveredOf(await player.readGroup(GROUP, 'c2'));
    expect(again.events.map(({ position, delivery }) => [position, delivery])).toEqual([
      [1, 2],
      [2, 2],
      [3, 1],
    ]);
    expect(await acknowledge(player, 'c1', [1, 2])).toEqual({ result: 'done', refused: [1, 2] });
    expect(await acknowledge(player, 'c2', [1, 2, 3])).toEqual(done);
    expect(await describeGroup(player)).toMatchObject({ position: 3, lag: 0 });
  });

  it('deliver nothing again whose lease was extended', async () => {
    const player = await start(2);
    await player.readGroup(GROUP, 'c1', { leaseMs: 0 });
    expect(await store().groups.extend(await hold(player, 'c1', [1, 9]), 600_000)).toEqual({
      result: 'done',
      refused: [9],
    });
    expect(await store().groups.extend(await hold(player, 'c2', [1]), 600_000)).toMatchObject({
      refused: [1],
    });
    expect(positionsOf(await player.readGroup(GROUP, 'c2'))).toEqual([2]);
  });

  it('deliver an event that was given back, and make it a dead letter with its reason after the last time', async () => {
    const player = await start(2);
    await player.readGroup(GROUP, 'c1', { limit: 1 });
    expect(await release(player, 'c2', [1])).toMatchObject({ refused: [1] });
    expect(await release(player, 'c1', [1], 'no room')).toEqual(done);
    expect(positionsOf(await player.readGroup(GROUP, 'c1', { limit: 1 }))).toEqual([1]);
    expect(await release(player, 'c1', [1], 'no room é')).toEqual(done);
    const [letter, ...more] = await store().groups.listDead(nameOf(player), 0, 10);
    expect(more).toEqual([]);
    const [event] = await player.readAll();
    expect(letter).toEqual({
      position: 1,
      event,
      deliveries: 2,
      consumer: 'c1',
      reason: 'no room é',
      at: expect.any(Number),
    });
    expect(await describeGroup(player)).toMatchObject({ position: 1, dead: 1, pending: 0, lag: 1 });
    expect(await acknowledge(player, 'c1', [1])).toMatchObject({ refused: [1] });
    expect(positionsOf(await player.readGroup(GROUP, 'c1'))).toEqual([2]);
  });

  it('make an event a dead letter that no consumer survives', async () => {
    const player = await start(1);
    for (const consumer of ['c1', 'c2', 'c3'])
      expect(positionsOf(await player.readGroup(GROUP, consumer, { leaseMs: 0 }))).toEqual([1]);
    expect(positionsOf(await player.readGroup(GROUP, 'c4', { leaseMs: 0 }))).toEqual([]);
    expect(await store().groups.listDead(nameOf(player), 0, 10)).toMatchObject([
      { position: 1, deliveries: 3, consumer: 'c3', reason: expect.stringContaining('lease lapsed') },
    ]);
  });

  it('list dead letters in pages, deliver them again, and drop them', async () => {
    const player = await start(5);
    for (let i = 0; i < 2; i++) {
      await player.readGroup(GROUP, 'c1', { limit: 4 });
      await release(player, 'c1', [1, 2, 3, 4]);
    }
    const { groups } = store();
    const dead = async (after = 0, limit = 10) =>
      (await groups.listDead(nameOf(player), after, limit)).map(({ position }) => position);
    expect([await dead(0, 3), await dead(3, 3), await dead(4, 3)]).toEqual([[1, 2, 3], [4], []]);
    expect(await groups.redrive(nameOf(player), [2, 5, 3, 2])).toEqual([2, 3]);
    expect(await groups.discard(nameOf(player), [1, 2])).toEqual([1]);
    expect(await dead()).toEqual([4]);
    const { events } = deliveredOf(await player.readGroup(GROUP, 'c2'));
    expect(events.map(({ position, delivery }) => [position, delivery])).toEqual([
      [2, 1],
      [3, 1],
      [5, 1],
    ]);
  });

  it('are reset to a position or a time, and so deliver events again or pass over them', async () => {
    const player = await start(3);
    const [{ at = 0 } = {}] = await player.readAll({ after: 2 });
    while ((await store().runs.now()) <= at);
    await player.appendTypes('t4', 't5');
    const { groups } = store();
    await player.readGroup(GROUP, 'c1', { limit: 4 });
    const { at: later = 0 } = (await player.readAll({ after: 3 }))[0] ?? {};
    const reset = async (to: { readonly after: number } | { readonly at: number }) => {
      expect(await groups.reset(nameOf(player), to)).toMatchObject({ result: 'reset' });
      const { position, pending } = (await describeGroup(player)) ?? {};
      expect(pending).toBe(0);
      const page = positionsOf(await player.readGroup(GROUP, 'c2'));
      return [position, ...page];
    };
    expect(await reset({ after: 1 })).toEqual([1, 2, 3, 4, 5]);
    expect(await reset({ at: later })).toEqual([3, 4, 5]);
    expect(await reset({ at: later + 3_600_000 })).toEqual([5]);
    expect(await reset({ after: 99 })).toEqual([5]);
    expect(await reset({ at: 0 })).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await acknowledge(player, 'c1', [1])).toMatchObject({ refused: [1] });
    await release(player, 'c2', [1, 5]);
    await player.readGroup(GROUP, 'c1');
    await release(player, 'c1', [1, 5]);
    await groups.reset(nameOf(player), { after: 3 });
    expect((await groups.listDead(nameOf(player), 0, 9)).map(({ position }) => position)).toEqual([1]);
    expect(await groups.reset({ ...nameOf(player), group: 'fresh' }, { after: 4 })).toMatchObject({
      position: 4,
    });
    expect(positionsOf(await player.readGroup('fresh', 'c1'))).toEqual([5]);
  });

  it('keep what they have not settled from being trimmed, unless it is to go all the same', async () => {
    const player = await start(6);
    await player.readGroup(GROUP, 'c1', { limit: 4, leaseMs: 0 });
    await acknowledge(player, 'c1', [1, 3, 4]);
    const trim = (evenUnread: boolean, before = 7) =>
      store().events.trim({ ...player.name, before, evenUnread });
    expect(await trim(false)).toEqual({ result: 'trimmed', removed: 1, first: 2 });
    await release(player, 'c1', [2]);
    await player.readGroup(GROUP, 'c1', { limit: 1 });
    await release(player, 'c1', [2]);
    expect(await trim(false)).toMatchObject({ removed: 0, first: 2 });
    expect(await trim(true, 6)).toMatchObject({ removed: 4, first: 6 });
    expect(await store().groups.listDead(nameOf(player), 0, 10)).toMatchObject([
      { position: 2, event: undefined },
    ]);
    await store().groups.redrive(nameOf(player), [2]);
    expect(positionsOf(await player.readGroup(GROUP, 'c1'))).toEqual([6]);
    expect(await describeGroup(player)).toMatchObject({ delivered: 6, pending: 1, lag: 1, dead: 0 });
  });

  it('deliver batches of bounded bytes', async () => {
    const player = new StreamPlayer(store());
    const data = JSON.stringify('large '.repeat(30_000));
    for (let i = 0; i < 3; i++)
      await player.append(Array.from({ length: 3 }, () => ({ type: 'large', data })));
    const first = positionsOf(await player.readGroup(GROUP, 'c1', { leaseMs: 0 }));
    expect(first.length).toBeLessThan(9);
    expect(positionsOf(await player.readGroup(GROUP, 'c2'))).toHaveLength(first.length);
  });

  itOfThousands('hold a bounded number of events, and are bounded in number', async () => {
    const player = new StreamPlayer(store());
    const batch = Array.from({ length: 1_000 }, () => ({ type: 't', data: '1' }));
    for (let i = 0; i < 11; i++) await player.append(batch);
    let held = 0;
    for (let page = 1; page > 0; held += page)
      page = positionsOf(await player.readGroup(GROUP, 'c1', { limit: 1_000 })).length;
    expect(held).toBe(STREAM_LIMITS.pending);
    await acknowledge(player, 'c1', [1, 2]);
    expect(positionsOf(await player.readGroup(GROUP, 'c1'))).toHaveLength(2);
    for (let i = 1; i < STREAM_LIMITS.groups; i++) await player.readGroup(`g${i}`, 'c1', { limit: 1 });
    expect(await player.readGroup('one more', 'c1')).toEqual({ result: 'too_many_groups' });
    expect(await store().groups.reset({ ...player.name, group: 'one more' }, { after: 0 })).toEqual({
      result: 'too_many_groups',
    });
    expect(await store().groups.delete(nameOf(player))).toBe(true);
    expect(await store().groups.delete(nameOf(player))).toBe(false);
    expect(await describeGroup(player)).toBeUndefined();
    expect(positionsOf(await player.readGroup('one more', 'c1', { limit: 1 }))).toEqual([1]);
    await store().events.delete('default', player.stream);
  });
}

const positionsOf = (page: GroupPage): readonly number[] =>
  deliveredOf(page).events.map(({ position }) => position);
