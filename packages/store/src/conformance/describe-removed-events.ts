import { expect, it } from '@jest/globals';
import type { GroupPage, GroupRead, RemovedEvents } from '../group-store.ts';
import type { Context } from './describe-store.ts';
import { deliveredOf, StreamPlayer } from './stream-player.ts';

const GROUP = 'g';
const NOTHING: RemovedEvents = { positions: [], lost: [] };
const has = (...positions: readonly number[]): RemovedEvents => ({ positions, lost: [] });

/** Groups whose position lies before the first event that the store keeps, because an archive has those before it. */
export function describeRemovedEvents({ store }: Context): void {
  /** Six events, of which the first four are removed, and a group that begins with the first of all. */
  async function start() {
    const player = new StreamPlayer(store());
    await player.appendTypes('t1', 't2', 't3', 't4', 't5', 't6');
    await store().events.trim({ ...player.name, before: 5, evenUnread: true });
    const name = { ...player.name, group: GROUP };
    const read = (consumer: string, removed: RemovedEvents | undefined, more: Partial<GroupRead> = {}) =>
      player.readGroup(GROUP, consumer, { removed, ...more });
    const { incarnation = 0 } = (await store().events.describe('default', player.stream)) ?? {};
    const hold = (consumer: string, positions: readonly number[]) => ({
      ...name,
      consumer,
      positions,
      incarnation,
    });
    return { player, name, read, hold };
  }

  it('deliver nothing while the content of the next removed events is missing, and name those', async () => {
    const { read, name } = await start();
    expect(await read('c', NOTHING)).toMatchObject({ result: 'missing', positions: [1, 2, 3, 4], first: 5 });
    expect(await read('c', has(2, 3), { limit: 2 })).toMatchObject({ result: 'missing', positions: [1, 2] });
    expect(await store().groups.describe(name)).toMatchObject({
      position: 0,
      delivered: 0,
      lag: 6,
      pending: 0,
    });
  });

  it('deliver removed events whose content is at hand, in order, and then those that the store keeps', async () => {
    const { read, hold, name } = await start();
    expect(told(await read('c1', has(1, 2), { limit: 3 }))).toEqual([[], [1, 2]]);
    expect(told(await read('c2', has(3, 4)))).toEqual([
      [5, 6],
      [3, 4],
    ]);
    expect(await store().groups.acknowledge(hold('c1', [1, 2, 3]))).toMatchObject({ refused: [3] });
    expect(await store().groups.describe(name)).toMatchObject({
      position: 2,
      delivered: 6,
      lag: 4,
      pending: 4,
    });
  });

  it('pass over removed events that are lost, whoever else has been delivered some of them', async () => {
    const { read } = await start();
    await read('c1', has(1, 2), { limit: 2, leaseMs: 0 });
    const lost = [[2, 3]] as const;
    expect(told(await read('c2', { positions: [1, 4], lost }))).toEqual([
      [5, 6],
      [1, 4],
    ]);
    expect(told(await read('c2', { positions: [], lost: [] }))).toEqual([[], []]);
  });

  it('pass over all removed events for a reader that knows of none', async () => {
    const { player, read, name } = await start();
    await store().groups.reset(name, { after: 1 });
    expect(await store().groups.describe(name)).toMatchObject({ position: 1, lag: 5 });
    expect(told(await read('c', undefined))).toEqual([[5, 6], []]);
    expect(told(await player.readGroup('new', 'c'))).toEqual([[5, 6], []]);
  });

  it('deliver a removed event again once its lease has lapsed, and make it a dead letter after the last time', async () => {
    const { read, hold, name } = await start();
    await read('c1', has(1), { limit: 1, leaseMs: 0 });
    expect(await read('c2', NOTHING, { limit: 2 })).toMatchObject({ result: 'missing', positions: [1] });
    const again = deliveredOf(await read('c2', has(1), { limit: 1 }));
    expect(again.removed).toEqual([{ position: 1, delivery: 2 }]);
    const release = { afterMs: 0, reason: 'No.', maxDeliveries: 2 };
    expect(await store().groups.release(hold('c1', [1]), release)).toMatchObject({ refused: [1] });
    expect(await store().groups.extend(hold('c2', [1]), 60_000)).toMatchObject({ refused: [] });
    expect(await store().groups.release(hold('c2', [1]), release)).toMatchObject({ refused: [] });
    expect(await store().groups.listDead(name, 0, 10)).toMatchObject([
      { position: 1, event: undefined, deliveries: 2, reason: 'No.' },
    ]);
    await store().groups.redrive(name, [1]);
    expect(told(await read('c3', has(1, 2), { limit: 9 }))).toEqual([[], [1, 2]]);
  });

  it('give the removed events of a read again to a repeat of it, once their content is at hand', async () => {
    const { read } = await start();
    const more = { readId: 'read 1', limit: 6, maxDeliveries: 1 };
    const first = told(await read('c1', has(1, 2, 3, 4), more));
    expect(first).toEqual([
      [5, 6],
      [1, 2, 3, 4],
    ]);
    expect(await read('c1', NOTHING, more)).toMatchObject({ result: 'missing', positions: [1, 2, 3, 4] });
    expect(told(await read('c1', has(1, 2, 3, 4), more))).toEqual(first);
    expect(told(await read('c1', { positions: [1, 4], lost: [[2, 3]] }, more))).toEqual([
      [5, 6],
      [1, 4],
    ]);
  });

  it('keep the events after their position in the store', async () => {
    const { player, name } = await start();
    await store().groups.reset(name, { after: 2 });
    expect(await store().events.trim({ ...player.name, before: 7, evenUnread: false })).toMatchObject({
      removed: 0,
      first: 5,
    });
  });
}

/** The positions that the store has, and those of removed events. */
function told(page: GroupPage): readonly (readonly number[])[] {
  const { events, removed = [] } = deliveredOf(page);
  return [events, removed].map((found) => found.map(({ position }) => position));
}
