import { expect, it } from '@jest/globals';
import { STREAM_LIMITS } from '../event-store.ts';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';
import { deliveredOf, StreamPlayer } from './stream-player.ts';

const event = (type: string) => ({ type, data: JSON.stringify({ type }) });

/** Appends and reads that are sent again because their answer was lost. */
export function describeStreamRepeats({ store }: Context): void {
  /** Sets limits of streams for the time of a test. */
  async function withLimits<T>(
    limits: Partial<Record<'commands' | 'namedBytes', number>>,
    act: () => Promise<T>,
  ) {
    const before = { ...STREAM_LIMITS };
    Object.assign(STREAM_LIMITS, limits);
    try {
      return await act();
    } finally {
      Object.assign(STREAM_LIMITS, before);
    }
  }

  it('answer a repeat of a named append alike however many others came since, and refuse another request of that name', async () => {
    const player = new StreamPlayer(store());
    const named = { command: freshId(), fingerprint: 'request 1' };
    const first = await player.append([event('a')], named);
    await withLimits({ commands: 2 }, async () => {
      const unnamed = { command: freshId() };
      const answer = await player.append([event('b')], unnamed);
      for (let n = 0; n < 4; n++) await player.append([event('c')]);
      for (let n = 0; n < 4; n++) await player.append([event('c')], { command: freshId(), fingerprint: 'f' });
      expect(await player.append([event('a')], named)).toEqual(first);
      expect(await player.append([event('b')], unnamed)).not.toEqual(answer);
    });
    expect(await player.append([event('z')], { ...named, fingerprint: 'request 2' })).toEqual({
      result: 'reused',
    });
    expect(await player.append([event('z')], { ...named, fingerprint: 'request 2', expect: 1 })).toEqual({
      result: 'reused',
    });
    expect(await player.positions()).toHaveLength(11);
  });

  it('forget named appends, the oldest first, when their answers have too many bytes', async () => {
    const player = new StreamPlayer(store());
    const commands = Array.from({ length: 12 }, () => ({
      command: freshId(),
      fingerprint: 'f'.repeat(100),
    }));
    await withLimits({ namedBytes: 1_000 }, async () => {
      for (const command of commands) await player.append([event('a')], command);
      const count = async () => (await player.positions()).length;
      expect(await count()).toBe(12);
      await player.append([event('a')], commands.at(-1));
      expect(await count()).toBe(12);
      await player.append([event('a')], commands[0]);
      expect(await count()).toBe(13);
    });
  });

  it('give the events of a read of a group again to a repeat of it, and count no delivery', async () => {
    const player = new StreamPlayer(store());
    await player.appendTypes('a', 'b', 'c', 'd');
    const read = { limit: 2, readId: 'read 1', maxDeliveries: 1 };
    const positionsOf = async (readId: string | undefined, consumer = 'c1') => {
      const { events, incarnation } = deliveredOf(await player.readGroup('g', consumer, { ...read, readId }));
      return { positions: events.map(({ position, delivery }) => [position, delivery]), incarnation };
    };
    const first = await positionsOf('read 1');
    expect(first.positions).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(await positionsOf('read 1')).toEqual(first);
    // The same id of another consumer is another read.
    expect((await positionsOf('read 1', 'c2')).positions).toEqual([
      [3, 1],
      [4, 1],
    ]);
    const { incarnation } = first;
    await store().groups.acknowledge({
      ...player.name,
      group: 'g',
      consumer: 'c1',
      positions: [1],
      incarnation,
    });
    expect((await positionsOf('read 1')).positions).toEqual([[2, 1]]);
    expect((await positionsOf('read 2')).positions).toEqual([]);
    await player.appendTypes('e');
    expect((await positionsOf('read 2')).positions).toEqual([[5, 1]]);
    expect((await positionsOf(undefined)).positions).toEqual([]);
  });

  it('deliver events anew to a repeat of a read whose lease has lapsed', async () => {
    const player = new StreamPlayer(store());
    await player.appendTypes('a', 'b');
    const read = { limit: 1, readId: 'read 1', leaseMs: 0 };
    deliveredOf(await player.readGroup('g', 'c1', read));
    const later = (await store().runs.now()) + 5;
    while ((await store().runs.now()) < later);
    const again = deliveredOf(await player.readGroup('g', 'c1', { ...read, leaseMs: 600_000 }));
    expect(again.events.map(({ position, delivery }) => [position, delivery])).toEqual([[1, 2]]);
  });

  it('make no more groups of a stream than it may have, however many are asked for at once', async () => {
    const player = new StreamPlayer(store());
    await player.appendTypes('a');
    for (let n = 0; n < STREAM_LIMITS.groups - 3; n++) await player.readGroup(`g${n}`, 'c');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => player.readGroup(`new ${n % 6}`, 'c')),
    );
    const made = answers.filter(({ result }) => result === 'delivered').length;
    expect(await store().groups.list('default', player.stream)).toHaveLength(STREAM_LIMITS.groups);
    expect(made).toBe(6);
  });
}
