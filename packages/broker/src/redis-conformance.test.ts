import { type RedisCluster, type RedisServer, startRedis, startRedisCluster } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Broker } from './broker.ts';
import { createBullBroker } from './bull-broker.ts';
import {
  type BrokersUnderTest,
  describeBroker,
  LOCK_MS,
  STALLED_INTERVAL_MS,
  toOpenQueue,
} from './conformance/index.ts';
import { QueueSlots } from './queue-slots.ts';
import { createRedisConnection, type RedisConnection } from './redis-connection.ts';

interface Server {
  readonly url: string;
  interrupt(meanwhile: () => void): Promise<void>;
  stop(): Promise<void>;
}

function createBrokers(server: Server): BrokersUnderTest {
  const redis = createRedisConnection(server.url, 'store', () => {});
  const connections: RedisConnection[] = [redis];
  const brokers: Broker[] = [];
  const slots = new QueueSlots(redis.isCluster, 'bull');
  const key = (name: string) => `${slots.prefixOf('agent.x')}:agent.x:${name}`;
  return {
    createBroker() {
      const connection = createRedisConnection(server.url, 'worker', () => {});
      const times = { lockMs: LOCK_MS, stalledIntervalMs: STALLED_INTERVAL_MS };
      const broker = createBullBroker({ connection, ...times });
      connections.push(connection);
      brokers.push(broker);
      return broker;
    },
    async addForeign(jobId, data, deliveries) {
      const fields = { name: 'x', data, opts: '{}', timestamp: 1, ats: deliveries };
      await redis.hset(key(jobId), fields);
      await redis.lpush(key('wait'), jobId);
      await redis.zadd(key('marker'), 0, '0');
    },
    async breakKey(name) {
      await redis.del(key(name));
      await redis.set(key(name), 'theirs');
    },
    openQueue: (name) => toOpenQueue(new Queue(name, { connection: redis, prefix: slots.prefixOf(name) })),
    async loseLock(jobId) {
      await redis.del(key(`${jobId}:lock`));
    },
    interrupt: (meanwhile) => server.interrupt(meanwhile),
    hasOwnClock: true,
    async stop() {
      await Promise.all(brokers.map((broker) => broker.close()));
      for (const connection of connections) connection.disconnect();
      await server.stop();
    },
  };
}

describeBroker('the broker on Redis', async () => {
  const server = await startRedis({ args: ['--appendfsync', 'always'] });
  return createBrokers({
    url: server.url,
    async interrupt(meanwhile) {
      await server.kill();
      meanwhile();
      await server.restart();
    },
    stop: () => server.stop(),
  });
});

describe('on one Cluster for all tests', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster.stop());

  describeBroker('the broker on a Redis Cluster', async () =>
    createBrokers({
      url: cluster.url,
      async interrupt(meanwhile) {
        const primary = await cluster.findPrimaryOf('{bull:agent.x}');
        await untilReplicated(primary);
        await primary.kill();
        meanwhile();
        await primary.restart();
        await cluster.untilWhole();
      },
      async stop() {
        await cluster.untilWhole();
        await Promise.all((await cluster.findPrimaries()).map(flush));
      },
    }),
  );
});

/** What was written before is on the replica too: a fail-over of a busy machine may lose what is not. */
async function untilReplicated({ url }: RedisServer): Promise<void> {
  const redis = new Redis(url);
  await redis.set('{bull:agent.x}:written', 1);
  expect(await redis.wait(1, 10_000)).toBeGreaterThanOrEqual(1);
  redis.disconnect();
}

async function flush({ url }: RedisServer): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}
