import { randomBytes } from 'node:crypto';
import { type AppendAnswer, type Store, type StoreError, watchBrokenRecords } from '@ag06/store';
import { type FaultProxy, type RedisServer, startProxy, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { partitionKeys } from '../keys.ts';
import { createRedisStore } from '../redis-store.ts';

const keys = partitionKeys(0);
const HOUR_MS = 3_600_000;

let server: RedisServer;
let proxy: FaultProxy;
let redis: Redis;
let store: Store;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = createRedisStore({ redis });
  await store.checkSchema();
  proxy = await startProxy(server.port);
});
afterAll(async () => {
  await store.close();
  redis.disconnect();
  await proxy.stop();
  await server.stop();
});

let stream = '';
let commands = 0;
beforeEach(() => {
  stream = `s${++commands}`;
});

const append = (types: readonly string[], more = {}, on = store): Promise<AppendAnswer> =>
  on.events.append({
    tenant: 't',
    stream,
    command: `command ${++commands}`,
    events: types.map((type) => ({ type, data: '1', correlationId: 'c' })),
    dedupeMs: 0,
    ...more,
  });
const read = (name = stream) => store.events.read({ tenant: 't', stream: name, after: 0, limit: 100 });
const incarnationOf = async () => (await store.events.describe('t', stream))?.incarnation;

describe('streams on Redis', () => {
  it('keep the time of the last event when the clock is set back', async () => {
    await append(['a']);
    const ahead = (await store.runs.now()) + HOUR_MS;
    await redis.hset(keys.stream('t', stream), 'a', ahead);
    const answer = await append(['b', 'c']);
    expect(answer).toMatchObject({ events: [{ at: ahead }, { at: ahead }] });
    expect(await read()).toMatchObject({ events: [{ position: 1 }, { at: ahead }, { at: ahead }] });
  });

  it('compare contents no longer than the window when the clock is set back', async () => {
    const windowed = { dedupeMs: 50 };
    await append(['first']);
    const ahead = (await store.runs.now()) + HOUR_MS;
    await redis.hset(keys.stream('t', stream), 'a', ahead);
    await append(['a'], windowed);
    expect(await append(['a'], windowed)).toMatchObject({ events: [{ position: 2, duplicate: true }] });
    const until = (await store.runs.now()) + 51;
    while ((await store.runs.now()) < until);
    expect(await append(['a'], windowed)).toMatchObject({ events: [{ position: 3, duplicate: false }] });
    // A place that the clock of before would keep for an hour.
    const contents = `${keys.channels}stream-contents:${await incarnationOf()}`;
    for (const hash of await redis.hkeysBuffer(contents))
      await redis.hset(contents, hash, `3|${ahead}|${ahead + 50}`);
    expect(await append(['a'], windowed)).toMatchObject({ events: [{ position: 4, duplicate: false }] });
  });

  it('are read by correlation id from their place on, also where thousands of events have one time', async () => {
    await append(['a'], { events: [{ type: 'a', data: '1', correlationId: 'one time' }] });
    await redis.hset(keys.stream('t', stream), 'a', (await store.runs.now()) + HOUR_MS);
    const events = Array.from({ length: 1_000 }, (_, i) => ({
      type: 'a',
      data: `${i}`,
      correlationId: 'one time',
    }));
    for (let i = 0; i < 3; i++) await append([], { events });
    const query = { tenant: 't', stream, correlationId: 'one time', limit: 2 };
    const readFrom = (after: number) => store.events.read({ ...query, after });
    expect(await readFrom(2_500)).toMatchObject({ events: [{ position: 2_501 }, { position: 2_502 }] });
    const none = { ...query, type: 'none', limit: 10 };
    const page = await store.events.read({ ...none, after: 500 });
    // 1,000 members behind the place are examined, and the page says how far.
    expect(page).toMatchObject({ events: [], upto: 1_500, hasMore: true });
    expect(await store.events.read({ ...none, after: 2_500 })).toMatchObject({ upto: 3_001, hasMore: false });
  });

  it('examine a bounded number of bytes when they are read by correlation id and type', async () => {
    const large = Array.from({ length: 10 }, () => randomBytes(300_000).toString('base64'));
    const events = large.map((text) => ({ type: 'a', data: JSON.stringify(text), correlationId: 'large' }));
    await append([], { events });
    await append([], { events });
    const query = { tenant: 't', stream, correlationId: 'large', type: 'none', after: 0, limit: 10 };
    const page = await store.events.read(query);
    expect(page).toMatchObject({ events: [], hasMore: true });
    expect('upto' in page && page.upto).toBeLessThan(20);
  });

  it('append once where the reply was lost and the client sends the command again', async () => {
    const client = new Redis(proxy.url, { maxRetriesPerRequest: null });
    const lossy = createRedisStore({ redis: client });
    await append(['first'], {}, lossy);
    const lost = proxy.loseNextReply((bytes) => bytes.includes('ag06_streams_append'));
    const answer = append(['a', 'b'], {}, lossy);
    await lost;
    expect(await answer).toMatchObject({ result: 'appended', last: 3 });
    expect(await read()).toMatchObject({ last: 3 });
    await lossy.close();
    client.disconnect();
  });

  it('refuse appends while Redis is out of memory, but are read, consumed, trimmed and deleted', async () => {
    await append(Array.from({ length: 1_000 }, () => 'a'));
    await redis.config('SET', 'maxmemory', 1);
    try {
      await expect(append(['b'])).rejects.toMatchObject({ code: 'STORE_FULL', isRetryable: true });
      expect(await read()).toMatchObject({ last: 1_000 });
      const name = { tenant: 't', stream, group: 'g' };
      const page = await store.groups.read({
        ...name,
        consumer: 'c',
        limit: 10,
        leaseMs: HOUR_MS,
        maxDeliveries: 3,
        start: 'first',
      });
      expect(page).toMatchObject({ result: 'delivered', events: { length: 10 } });
      const held = {
        ...name,
        consumer: 'c',
        positions: [1, 2, 3],
        incarnation: (await incarnationOf()) ?? 0,
      };
      expect(await store.groups.acknowledge(held)).toEqual({ result: 'done', refused: [] });
      const trim = { tenant: 't', stream, before: 900 };
      expect(await store.events.trim({ ...trim, evenUnread: false })).toMatchObject({ removed: 3 });
      expect(await store.events.trim({ ...trim, evenUnread: true })).toMatchObject({ removed: 896 });
      expect(await store.events.describe('t', stream)).toMatchObject({
        count: 101,
        types: new Map([['a', 101]]),
      });
      expect(await store.events.delete('t', stream)).toEqual({ result: 'deleted' });
    } finally {
      await redis.config('SET', 'maxmemory', 0);
    }
    expect(await append(['b'])).toMatchObject({ result: 'appended', last: 1 });
  });

  it('are gone once deleted, and freed in steps that touch no stream that was begun since', async () => {
    const countCorrelated = () => redis.zcard(keys.correlated('t', 'of the deleted'));
    const events = Array.from({ length: 700 }, () => ({
      type: 'a',
      data: '1',
      correlationId: 'of the deleted',
    }));
    await store.events.finishDeletions(100);
    await append([], { events });
    expect(await store.events.delete('t', stream)).toEqual({ result: 'deleted' });
    expect(await read()).toEqual({ result: 'unknown' });
    const query = { tenant: 't', correlationId: 'of the deleted', limit: 10 };
    expect(await store.events.readCorrelated(query)).toEqual([]);
    expect(await store.events.finishDeletions(1)).toBe(1);
    expect(await countCorrelated()).toBe(200);
    await append(['written again meanwhile']);
    expect(await store.events.finishDeletions(10)).toBe(1);
    expect(await countCorrelated()).toBe(0);
    expect(await read()).toMatchObject({ events: [{ type: 'written again meanwhile' }] });
    await store.events.delete('t', stream);
    expect(await store.events.finishDeletions(10)).toBe(1);
    const { length } = await store.events.list('t', undefined, 100);
    expect(await redis.keys('*stream-log:*')).toHaveLength(length);
    expect(await store.events.finishDeletions(10)).toBe(0);
  });

  it('work again after the functions of the server were lost', async () => {
    await append(['a']);
    await redis.call('FUNCTION', 'FLUSH');
    expect(await append(['b'])).toMatchObject({ last: 2 });
    await redis.call('FUNCTION', 'FLUSH');
    expect(await read()).toMatchObject({ last: 2 });
  });

  it('are refused with stream and field if their head is broken, and disturb no other', async () => {
    const broken = stream;
    await append(['a']);
    stream = 'sound';
    await append(['a']);
    await redis.hset(keys.stream('t', broken), 'l', 'many');
    const names = { code: 'STORE_RECORD_INVALID', message: expect.stringMatching(`stream ${broken}.*"l"`) };
    await expect(read(broken)).rejects.toMatchObject(names);
    await expect(append(['b'], { stream: broken })).rejects.toMatchObject(names);
    await expect(store.groups.list('t', broken)).rejects.toMatchObject(names);
    const passed: StoreError[] = [];
    const stop = watchBrokenRecords((error) => passed.push(error));
    const listed = await store.events.list('t', undefined, 100);
    stop();
    expect(listed.map(({ stream: name }) => name)).toContain('sound');
    expect(listed.map(({ stream: name }) => name)).not.toContain(broken);
    expect(passed).toMatchObject([{ message: expect.stringContaining(broken) }]);
    expect(await append(['b'])).toMatchObject({ last: 2 });
    expect(await store.events.delete('t', broken)).toEqual({ result: 'deleted' });
  });

  it('know a read of a group for ten minutes, however long its lease is', async () => {
    await append(['a']);
    const read = { tenant: 't', stream, group: 'g', consumer: 'c', readId: 'r', limit: 1, maxDeliveries: 9 };
    for (const leaseMs of [12 * HOUR_MS, 1_000_000]) {
      const page = await store.groups.read({ ...read, leaseMs, start: 'first' });
      expect(page).toMatchObject({ result: 'delivered', events: [{ position: 1, delivery: 1 }] });
      const [key = ''] = await redis.keys(`${keys.channels}stream-read:*`);
      const leftMs = await redis.pttl(key);
      expect(leftMs).toBeGreaterThan(0);
      expect(leftMs).toBeLessThanOrEqual(600_000);
    }
  });

  it('whose heads are broken take no place in lists, which go on behind them', async () => {
    const names = ['one', 'two', 'three', 'four'].map((name, i) => `${i}.${name}`);
    for (const name of names) await append(['a'], { tenant: 'lists', stream: name });
    for (const name of names.slice(1, 3)) await redis.hset(keys.stream('lists', name), 'l', 'many');
    const list = async (after: string | undefined, limit: number) =>
      (await store.events.list('lists', after, limit)).map(({ stream: name }) => name);
    expect(await list(undefined, 2)).toEqual([names[0], names[3]]);
    expect(await list(undefined, 1)).toEqual([names[0]]);
    expect(await list(names[0], 1)).toEqual([names[3]]);
  });

  it('pass over broken events of a timeline, which goes on behind them', async () => {
    const log = `${keys.channels}stream-log:${await append(['a']).then(incarnationOf)}`;
    const at = 9_999_999_999_000;
    for (let position = 2; position <= 5; position++) {
      const data = position < 5 ? '{broken' : '"sound"';
      await redis.xadd(log, `${position}-${at}`, 't', 'b', 'c', 'later', 'i', '', 'r', '', 'd', data);
      const member = `${stream}\0${String(position).padStart(15, '0')}\0${await incarnationOf()}`;
      await redis.zadd(keys.correlated('t', 'later'), at, member);
    }
    const passed: StoreError[] = [];
    const stop = watchBrokenRecords((error) => passed.push(error));
    const found = await store.events.readCorrelated({ tenant: 't', correlationId: 'later', limit: 2 });
    stop();
    expect(found.map(({ event }) => event.position)).toEqual([5]);
    expect(passed).toHaveLength(3);
  });

  it('name a broken event to who reads it, and make it a dead letter of a group that goes on', async () => {
    await append(['a']);
    const log = `${keys.channels}stream-log:${await incarnationOf()}`;
    await redis.xadd(log, '2-9999999999999', 't', 'b', 'c', '', 'i', '', 'r', '', 'd', '{broken');
    await redis.hset(keys.stream('t', stream), 'l', 2);
    await append(['c']);
    await expect(read()).rejects.toMatchObject({
      code: 'STORE_RECORD_INVALID',
      message: expect.stringMatching(`event 2 of stream ${stream} is broken: "data"`),
    });
    const group = { tenant: 't', stream, group: 'g' };
    const readGroup = async () => {
      const page = await store.groups.read({
        ...group,
        consumer: 'c',
        limit: 10,
        leaseMs: 0,
        maxDeliveries: 2,
        start: 'first',
      });
      return page.result === 'delivered' ? page.events.map(({ position }) => position) : page;
    };
    expect([await readGroup(), await readGroup(), await readGroup()]).toEqual([[1, 3], [1, 3], []]);
    expect((await store.groups.listDead(group, 0, 10))[1]).toMatchObject({ position: 2, event: undefined });
  });

  it('find the members of a tenant whose name has braces in the slot of its partition', async () => {
    const tenant = 't{x}@y';
    await append(['a'], { tenant });
    expect(await store.events.list(tenant, undefined, 10)).toMatchObject([{ stream, count: 1 }]);
    expect(await store.events.readCorrelated({ tenant, correlationId: 'c', limit: 10 })).toHaveLength(1);
    expect(await store.events.delete(tenant, stream)).toEqual({ result: 'deleted' });
  });
});
