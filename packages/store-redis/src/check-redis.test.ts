import { startRedis, startRedisCluster, startTlsRedis, until } from '@ag06/test-support';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { checkRedis } from './check-redis.ts';
import { globalKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

const clients: RedisClient[] = [];
const connect = (port: number, options: Pick<RedisOptions, 'password' | 'tls'> = {}): Redis => {
  const redis = new Redis(port, '127.0.0.1', {
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
    ...options,
  });
  redis.on('error', () => {});
  clients.push(redis);
  return redis;
};
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

const refusal = (code: string) => expect.objectContaining({ code });

describe('checkRedis', () => {
  it('waits for a Redis that comes up late, and says so', async () => {
    await using server = await startRedis();
    await server.kill();
    const lines: string[] = [];
    const checked = checkRedis(connect(server.port), { say: (line) => void lines.push(line) });
    await until(() => lines.some((line) => /waiting for the broker for 3 s \(.*ECONNREFUSED/.test(line)));
    await server.restart();
    await checked;
  });

  it('refuses eviction, a promise that is not kept, and what a newer program wrote', async () => {
    await using server = await startRedis();
    const redis = connect(server.port);
    await checkRedis(redis);
    await expect(checkRedis(redis, { durability: 'fsync' })).rejects.toEqual(refusal('REDIS_NOT_DURABLE'));
    await redis.config('SET', 'appendfsync', 'always');
    await checkRedis(redis, { durability: 'fsync' });
    await redis.set(globalKeys().schema, 99);
    await expect(checkRedis(redis)).rejects.toEqual(refusal('STORE_SCHEMA_NEWER'));
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(checkRedis(redis)).rejects.toEqual(refusal('REDIS_EVICTS'));
  });

  it('warns of a Redis that keeps nothing, and goes on', async () => {
    await using server = await startRedis({ appendonly: false });
    const lines: string[] = [];
    await checkRedis(connect(server.port), { say: (line) => void lines.push(line) });
    expect(lines).toEqual([expect.stringContaining('REDIS_NOT_DURABLE')]);
  });

  it('does not wait for what waiting cannot mend: a login, a certificate', async () => {
    await using server = await startRedis({ args: ['--requirepass', 'right'] });
    const login = refusal('BROKER_LOGIN_REFUSED');
    await expect(checkRedis(connect(server.port))).rejects.toEqual(login);
    await expect(checkRedis(connect(server.port, { password: 'wrong' }))).rejects.toEqual(login);
    await using secure = await startTlsRedis();
    const port = Number(new URL(secure.url).port);
    const untrusted = connect(port, { tls: {} });
    await expect(checkRedis(untrusted)).rejects.toEqual(refusal('BROKER_CERTIFICATE_REFUSED'));
  });

  it('waits for the replica when it comes to a Cluster whose primary has just died', async () => {
    await using cluster = await startRedisCluster();
    const dead = await cluster.findPrimaryOf('x');
    await dead.kill();
    const alive = cluster.nodes.filter((node) => node !== dead);
    const client = new Cluster(alive.map(({ port }) => ({ host: '127.0.0.1', port })));
    client.on('error', () => {});
    clients.push(client);
    await checkRedis(client);
    await until(async () => (await cluster.findPrimaryOf('x')) !== dead);
  }, 60_000);

  it('tells a Cluster from a Redis that stands alone', async () => {
    await using cluster = await startRedisCluster();
    const [node] = await cluster.findPrimaries();
    await expect(checkRedis(connect(node?.port ?? 0))).rejects.toEqual(refusal('BROKER_IS_CLUSTER'));
    const client = new Cluster([{ host: '127.0.0.1', port: node?.port ?? 0 }]);
    clients.push(client);
    await checkRedis(client);
    await using server = await startRedis();
    const wrong = new Cluster([{ host: '127.0.0.1', port: server.port }]);
    wrong.on('error', () => {});
    clients.push(wrong);
    await expect(checkRedis(wrong)).rejects.toEqual(refusal('BROKER_IS_NO_CLUSTER'));
  }, 60_000);
});
