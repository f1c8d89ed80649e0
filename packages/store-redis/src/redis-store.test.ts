import {
  describeEquivalence,
  describeReads,
  describeStore,
  type MeasuredStore,
} from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';

async function createOnRedis(partitions: number): Promise<MeasuredStore> {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis, partitions });
  await store.checkSchema();
  return {
    store,
    bytesRead: async () => Number(/total_net_output_bytes:(\d+)/.exec(await redis.info('stats'))?.[1]),
    stop: async () => {
      await store.close();
      redis.disconnect();
      await server.stop();
    },
  };
}

describeStore('the store on Redis', () => createOnRedis(1));
describeStore('the store on Redis in three partitions', () => createOnRedis(3));
describeEquivalence('the store on Redis beside the reference', () => createOnRedis(1));
describeReads('reads of a store on Redis', () => createOnRedis(1));
