import { type RedisServer, startRedis } from '@ag06/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { checkRedis } from './check-redis.ts';
import { partitionKeys } from './keys.ts';
import { createRedisStore } from './redis-store.ts';

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const open = (partitions: number) => createRedisStore({ redis, partitions }).checkSchema();
const DIFFERS = expect.objectContaining({
  code: 'STORE_PARTITIONS_DIFFER',
  message: expect.stringContaining('Set AG06_PARTITIONS=4'),
});

describe('the number of partitions', () => {
  it('is that of the first process; one with another number is refused, also by the checks before its start', async () => {
    await open(4);
    await open(4);
    await expect(open(1)).rejects.toEqual(DIFFERS);
    await expect(open(5)).rejects.toEqual(DIFFERS);
    await checkRedis(redis, { partitions: 4 });
    await expect(checkRedis(redis)).rejects.toEqual(DIFFERS);
  });

  it('is settled by one of many that come first at once', async () => {
    const counts = Array.from({ length: 40 }, (_, i) => 1 + (i % 4));
    const settled = await Promise.allSettled(counts.map(open));
    const accepted = counts.filter((_, i) => settled[i]?.status === 'fulfilled');
    expect(new Set(accepted).size).toBe(1);
    expect(accepted).toHaveLength(10);
  });

  it('is not less than that of a store with runs, which an older version made', async () => {
    await redis.zadd(partitionKeys(3).index, 0, 'a run');
    await expect(open(1)).rejects.toEqual(DIFFERS);
    await open(4);
  });
});

it('a Redis whose memory is full is waited for with the remedy, and opened when it has room', async () => {
  await redis.config('SET', 'maxmemory', '1');
  const lines: string[] = [];
  const checked = checkRedis(redis, { say: (line) => void lines.push(line) });
  await expect(createRedisStore({ redis }).checkSchema()).rejects.toMatchObject({ code: 'STORE_FULL' });
  while (lines.length === 0) await redis.ping();
  expect(lines[0]).toMatch(/^waiting for the broker \(.* of its maxmemory of .*\)\. Raise maxmemory/);
  await redis.config('SET', 'maxmemory', '0');
  await checked;
  await createRedisStore({ redis }).checkSchema();
});
