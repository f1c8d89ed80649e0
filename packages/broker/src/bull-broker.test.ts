import { type RedisServer, startRedis, until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Broker, Delivery, DeliveryEnd, OutgoingActivation } from './broker.ts';
import { createBullBroker } from './bull-broker.ts';
import { createRedisConnection, type RedisConnection } from './redis-connection.ts';

const LOCK_MS = 1_500;
const STALLED_MS = 500;
const DONE: DeliveryEnd = { end: 'done' };

let server: RedisServer;
let redis: Redis;
let brokers: Broker[];
let connections: RedisConnection[];

beforeEach(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  brokers = [];
  connections = [redis];
});

afterEach(async () => {
  await Promise.all(brokers.map((broker) => broker.close()));
  for (const connection of connections) connection.disconnect();
  await server.stop();
});

function createBroker(): Broker {
  const connection = createRedisConnection(server.url, 'worker', () => {});
  connections.push(connection);
  const broker = createBullBroker({ connection, lockMs: LOCK_MS, stalledIntervalMs: STALLED_MS });
  brokers.push(broker);
  return broker;
}

const activation = (step: string, more: Partial<OutgoingActivation> = {}): OutgoingActivation => ({
  agent: 'x',
  runId: 'r0-000000000aaaaaaaaaaaa',
  step,
  attempt: 1,
  dispatch: 1,
  delayMs: 0,
  priorityKey: 31,
  traceparent: undefined,
  ...more,
});
const idOf = (step: string) => `r0-000000000aaaaaaaaaaaa.${step}.d1`;

/** Serves agent `x`, and notes what comes. */
function serve(
  broker: Broker,
  process: (delivery: Delivery) => Promise<DeliveryEnd> = async () => DONE,
  concurrency = 1,
) {
  const seen: Delivery[] = [];
  const consumer = broker.serve('x', {
    concurrency,
    process: (delivery) => {
      seen.push(delivery);
      return process(delivery);
    },
    onError: () => {},
  });
  return { seen, consumer };
}
const stepOf = ({ jobId }: Delivery): string | undefined => jobId.split('.').at(-2);

describe('enqueued activations', () => {
  it('come by key, and in order within one', async () => {
    const broker = createBroker();
    const keys = { a: 40, b: 10, c: 40, d: 5 };
    await broker.enqueue(
      Object.entries(keys).map(([step, priorityKey]) => activation(step, { priorityKey })),
    );
    const { seen } = serve(broker);
    await until(() => seen.length === 4);
    expect(seen.map(stepOf)).toEqual(['d', 'b', 'a', 'c']);
    expect(seen[0]).toMatchObject({
      agent: 'x',
      delivery: 1,
      data: { v: 1, step: 'd', attempt: 1, dispatch: 1 },
    });
  });

  it('are one job however often they are added', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a'), activation('a')]);
    await broker.enqueue([activation('a')]);
    expect(await broker.countJobs(['x'])).toEqual(new Map([['x', { waiting: 1, active: 0, delayed: 0 }]]));
  });

  it('wait for their time', async () => {
    const broker = createBroker();
    const { seen } = serve(broker);
    const from = performance.now();
    await broker.enqueue([activation('later', { delayMs: 300 }), activation('now')]);
    await until(() => seen.length === 2);
    expect(seen.map(stepOf)).toEqual(['now', 'later']);
    expect(performance.now() - from).toBeGreaterThan(280);
  });
});

describe('deliveries', () => {
  it('that are handed back start elsewhere at once, under a higher number', async () => {
    const [first, second] = [createBroker(), createBroker()];
    await first.enqueue([activation('a')]);
    const one = serve(first, async () => ({ end: 'delay', delayMs: 0 }));
    await until(() => one.seen.length > 0);
    await one.consumer.stop();
    const two = serve(second);
    await until(() => two.seen.length === 1);
    expect(two.seen[0]?.delivery).toBeGreaterThan(one.seen.at(-1)?.delivery ?? 0);
  });

  it('keep their lock however long they take', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('slow')]);
    const { promise, resolve } = Promise.withResolvers<DeliveryEnd>();
    const { seen } = serve(broker, () => promise);
    await until(() => seen.length === 1);
    const [delivery] = seen;
    const first = delivery?.lockedSince() ?? 0;
    await until(() => (delivery?.lockedSince() ?? 0) > first + LOCK_MS);
    expect(await broker.locate([{ agent: 'x', jobId: idOf('slow') }])).toEqual(['locked']);
    resolve(DONE);
    await until(async () => (await broker.locate([{ agent: 'x', jobId: idOf('slow') }]))[0] === 'absent');
    expect(seen).toHaveLength(1);
  });

  it('that lost their lock come back, and the newer one keeps its own', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a')]);
    const ends: ((end: DeliveryEnd) => void)[] = [];
    const { seen } = serve(broker, () => new Promise((resolve) => ends.push(resolve)), 2);
    await until(() => seen.length === 1);
    await redis.del(`bull:agent.x:${idOf('a')}:lock`);
    await until(async () => {
      await broker.recoverStalled(['x']);
      return seen.length === 2;
    });
    ends[0]?.(DONE);
    const since = seen[1]?.lockedSince() ?? 0;
    await until(() => (seen[1]?.lockedSince() ?? 0) > since + LOCK_MS);
    expect(await broker.locate([{ agent: 'x', jobId: idOf('a') }])).toEqual(['locked']);
    ends[1]?.(DONE);
    await until(async () => (await broker.locate([{ agent: 'x', jobId: idOf('a') }]))[0] === 'absent');
  });

  it('of malformed jobs reach us without data, and harm no good one', async () => {
    const broker = createBroker();
    await redis.hset('bull:agent.x:bad.data', { name: 'x', data: '{no json', opts: '{}', timestamp: 1 });
    await redis.hset('bull:agent.x:bad.opts', { name: 'x', data: '{}', opts: 'null', timestamp: 1 });
    await redis.lpush('bull:agent.x:wait', 'bad.data', 'bad.opts', 'no.hash');
    await broker.enqueue([activation('good')]);
    const { seen } = serve(broker);
    await until(() => seen.length === 4);
    const data = new Map(seen.map((delivery) => [delivery.jobId, delivery.data]));
    expect(data.get('bad.data')).toBeUndefined();
    expect(data.get('bad.opts')).toBeUndefined();
    expect(data.get('no.hash')).toBeUndefined();
    expect(data.get(idOf('good'))).toMatchObject({ step: 'good' });
    await until(async () => (await redis.llen('bull:agent.x:active')) === 0);
  });
});

describe('looks', () => {
  it('tell the most urgent key of each queue', async () => {
    const broker = createBroker();
    await broker.enqueue([
      activation('a', { priorityKey: 700 }),
      activation('b', { priorityKey: 1_000_000 }),
    ]);
    expect(await broker.peek(['x', 'empty'])).toEqual(
      new Map([
        ['x', 700],
        ['empty', undefined],
      ]),
    );
    await redis.lpush('bull:agent.x:wait', 'stalled.one');
    expect((await broker.peek(['x'])).get('x')).toBe(0);
  });

  it('find jobs where they are', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('later', { delayMs: 60_000 }), activation('b')]);
    const places = () =>
      broker.locate(['later', 'b', 'none'].map((step) => ({ agent: 'x', jobId: idOf(step) })));
    expect(await places()).toEqual(['delayed', 'queued', 'absent']);
    const { promise, resolve } = Promise.withResolvers<DeliveryEnd>();
    const { seen } = serve(broker, () => promise);
    await until(() => seen.length === 1);
    expect(await places()).toEqual(['delayed', 'locked', 'absent']);
    await redis.del(`bull:agent.x:${idOf('b')}:lock`);
    expect(await places()).toEqual(['delayed', 'unlocked', 'absent']);
    resolve(DONE);
  });
});

describe('care', () => {
  it('takes jobs away that have not started', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a'), activation('b', { delayMs: 60_000 })]);
    await broker.remove(['a', 'b', 'none'].map((step) => ({ agent: 'x', jobId: idOf(step) })));
    expect(await broker.countJobs(['x'])).toEqual(new Map([['x', { waiting: 0, active: 0, delayed: 0 }]]));
  });

  it('sets aside what nobody can end, and only that', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('good')]);
    const { promise, resolve } = Promise.withResolvers<DeliveryEnd>();
    const { seen } = serve(broker, () => promise);
    await until(() => seen.length === 1);
    await redis.hset(`bull:agent.x:${idOf('good')}`, 'ats', 9);
    await redis.hset('bull:agent.x:dead', { name: 'x', data: 'no json', ats: 5 });
    await redis.lpush('bull:agent.x:active', 'dead');
    const dead: string[] = [];
    await broker.removeUndeliverable(
      ['x'],
      async (job) => void dead.push(`${job.jobId} ${job.reason} ${job.data}`),
    );
    expect(dead).toEqual(['dead JOB_MALFORMED no json']);
    expect(await redis.lrange('bull:agent.x:active', 0, -1)).toEqual([idOf('good')]);
    resolve(DONE);
  });

  it('lowers all keys together', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a', { priorityKey: 1_000 }), activation('b', { priorityKey: 3_000 })]);
    await broker.rebasePriorities(['x'], 900);
    expect((await broker.peek(['x'])).get('x')).toBe(100);
    const { seen } = serve(broker);
    await until(() => seen.length === 2);
    expect(seen.map(stepOf)).toEqual(['a', 'b']);
  });
});

it('goes on by itself when Redis was killed and is back', async () => {
  const broker = createBroker();
  const { seen } = serve(broker);
  await broker.enqueue([activation('a')]);
  await until(() => seen.length === 1);
  await server.kill('SIGKILL');
  const late = broker.enqueue([activation('b')]);
  await server.restart();
  await late;
  await until(() => seen.length === 2, { timeoutMs: 15_000 });
});

it('refuses other schemes without showing what else the URL says', () => {
  expect(() => createRedisConnection('amqp://me:secret@host', 'store', () => {})).toThrow(
    expect.objectContaining({
      code: 'BROKER_URL_UNSUPPORTED',
      message: expect.not.stringContaining('secret'),
    }),
  );
});

it('closes twice', async () => {
  const broker = createBroker();
  serve(broker);
  await broker.close();
  await broker.close();
});
