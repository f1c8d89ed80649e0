import { Refusal } from '@ag06/contracts';
import { findFreePort, startRedis, until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { Cluster, type ClusterOptions, type Redis, type RedisOptions } from 'ioredis';
import { createRedisConnection, type RedisConnection } from './redis-connection.ts';

const ignore = () => {};

describe('createRedisConnection', () => {
  it.each(['amqp://me:hunter2@host', 'redis-sentinel://:hunter2@host', 'redis:hunter2@host', 'hunter2', ''])(
    'refuses %j without showing the secret',
    (url) => {
      let refusal: unknown;
      try {
        createRedisConnection(url, 'store', ignore);
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ code: 'BROKER_URL_UNSUPPORTED' });
      expect(String(refusal)).not.toContain('hunter2');
    },
  );

  it('is tuned for reconnection: longer silence for workers, no time-out of commands', async () => {
    const port = await findFreePort();
    const worker = createRedisConnection(`redis://127.0.0.1:${port}/3`, 'worker', ignore);
    const store = createRedisConnection(`rediss://127.0.0.1:${port}`, 'store', ignore);
    expect(worker.options).toMatchObject({ maxRetriesPerRequest: null, socketTimeout: 12_000, db: 3 });
    expect(worker.options).not.toHaveProperty('commandTimeout');
    const { retryStrategy } = worker.options as RedisOptions;
    expect([1, 5, 50].map((times) => retryStrategy?.(times))).toEqual([100, 500, 1_000]);
    expect(store.options).toMatchObject({ socketTimeout: 6_000, connectTimeout: 3_000 });
    expect(store.options).toMatchObject({ tls: {} });
    worker.disconnect();
    store.disconnect();
  });

  it('reports once for many attempts that no server listens', async () => {
    const errors: Error[] = [];
    const url = `redis://:hunter2@127.0.0.1:${await findFreePort()}`;
    const redis = createRedisConnection(url, 'store', (error) => void errors.push(error));
    let attempts = 0;
    redis.on('reconnecting', () => void attempts++);
    await until(() => attempts >= 3);
    redis.disconnect();
    expect(errors).toMatchObject([{ code: 'ECONNREFUSED' }]);
    expect(errors.join()).not.toContain('hunter2');
  });
});

describe('a connection, and a copy of it, that is ended between two attempts to connect', () => {
  it.each(['redis://', 'redis+cluster://'])('tells its end, as one of %s', async (scheme) => {
    const connection = createRedisConnection(`${scheme}127.0.0.1:${await findFreePort()}`, 'worker', ignore);
    const copy: RedisConnection =
      connection instanceof Cluster ? connection.duplicate() : connection.duplicate();
    copy.on('error', ignore);
    for (const one of [copy, connection]) {
      await until(() => one.status === 'reconnecting');
      const ended = new Promise((resolve) => one.once('end', () => resolve('ended')));
      one.disconnect();
      expect(await ended).toBe('ended');
      expect(one.status).toBe('end');
    }
  });
});

describe('createRedisConnection, given several hosts,', () => {
  it('asks the Sentinels again before each connection, and does not listen to them', async () => {
    const port = await findFreePort();
    const redis = createRedisConnection(`redis+sentinel://:x@127.0.0.1:${port}/main/2`, 'worker', ignore);
    const hosts = { sentinels: [{ host: '127.0.0.1', port }], name: 'main', db: 2, password: 'x' };
    expect(redis.options).toMatchObject({ ...hosts, failoverDetector: false, socketTimeout: 12_000 });
    redis.disconnect();
  });

  it('waits on a Cluster for as long as on one Redis', async () => {
    const redis = createRedisConnection(`redis+cluster://127.0.0.1:${await findFreePort()}`, 'store', ignore);
    const { maxRedirections, clusterRetryStrategy, redisOptions } = redis.options as ClusterOptions;
    expect(maxRedirections).toBe(Number.MAX_SAFE_INTEGER);
    expect([1, 50].map((times) => clusterRetryStrategy?.(times))).toEqual([100, 1_000]);
    expect(redisOptions).toMatchObject({
      maxRetriesPerRequest: null,
      socketTimeout: 6_000,
      connectTimeout: 3_000,
    });
    expect(redisOptions).not.toHaveProperty('commandTimeout');
    redis.disconnect();
  });

  it('refuses authorities that cannot be read', () => {
    const open = () => createRedisConnection('rediss://h?ca=/no/such/file', 'store', ignore);
    expect(open).toThrow(expect.objectContaining({ code: 'BROKER_CA_UNREADABLE' }));
  });
});

describe('a connection to a server that refuses its first commands', () => {
  /** Sends a write, and waits for several attempts to connect. */
  async function writeInVain(redis: RedisConnection, errors: readonly string[], message: RegExp) {
    let attempts = 0;
    redis.on('reconnecting', () => void attempts++);
    redis.set('lost', 'here').catch(ignore);
    await until(() => attempts >= 3 && errors.some((error) => message.test(error)));
    expect(redis.status).not.toBe('ready');
  }

  it.each(['worker', 'store'] as const)(
    'sends nothing to database 0 when the server has no database of the number that was asked for (%s)',
    async (role) => {
      await using server = await startRedis({ args: ['--databases', '4'] });
      const errors: string[] = [];
      const asked = createRedisConnection(`${server.url}/9`, role, ({ message }) => errors.push(message));
      const copies = [asked, (asked as Redis).duplicate()];
      copies[1]?.on('error', ({ message }) => errors.push(message));
      for (const redis of copies) await writeInVain(redis, errors, /DB index is out of range/);
      const database0 = createRedisConnection(server.url, 'store', ignore);
      expect(await database0.dbsize()).toBe(0);
      for (const redis of [...copies, database0]) redis.disconnect();
    },
  );

  it.each(['worker', 'store'] as const)(
    'ends its copies with itself, and not when it reconnects (%s)',
    async (role) => {
      await using server = await startRedis();
      const redis = createRedisConnection(server.url, role, ignore) as Redis;
      const copy = redis.duplicate();
      expect(await copy.ping()).toBe('PONG');
      redis.disconnect(true);
      expect(await redis.ping()).toBe('PONG');
      expect(copy.status).toBe('ready');
      redis.disconnect();
      await until(() => copy.status === 'end');
    },
  );

  it('sends nothing to database 0 when the number is refused on a later connection', async () => {
    await using server = await startRedis();
    const admin = createRedisConnection(server.url, 'store', ignore);
    await admin.acl('SETUSER', 'u', 'on', '>p', '~*', '&*', '+@all');
    const errors: string[] = [];
    const url = `redis://u:p@127.0.0.1:${server.port}/3`;
    const redis = createRedisConnection(url, 'store', ({ message }) => errors.push(message));
    await redis.set('there', 'here');
    await admin.acl('SETUSER', 'u', '-select');
    await admin.client('KILL', 'USER', 'u');
    await writeInVain(redis, errors, /'select' command/);
    expect(await admin.dbsize()).toBe(0);
    await admin.acl('SETUSER', 'u', '+select');
    await until(async () => (await redis.get('lost')) === 'here');
    expect(await admin.dbsize()).toBe(0);
    for (const one of [admin, redis]) one.disconnect();
  });

  it('sends nothing where INFO is refused, which tells whether the server has loaded its data', async () => {
    await using server = await startRedis();
    const admin = createRedisConnection(server.url, 'store', ignore);
    const errors: string[] = [];
    const open = (login: string) =>
      createRedisConnection(`redis://${login}@127.0.0.1:${server.port}`, 'store', ({ message }) =>
        errors.push(message),
      );
    await admin.acl('SETUSER', 'u', 'on', '>p', '~*', '&*', '+@all', '-info');
    const blind = open('u:p');
    await writeInVain(blind, errors, /'info' command/);
    expect(await admin.dbsize()).toBe(0);
    for (const one of [admin, blind]) one.disconnect();
  });
});
