import { describeEventStore } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { createRedisStore } from '../redis-store.ts';

async function createOnRedis(partitions: number) {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis, partitions });
  await store.checkSchema();
  return {
    store,
    stop: async () => {
      await store.close();
      redis.disconnect();
      await server.stop();
    },
  };
}

describeEventStore('streams on Redis', () => createOnRedis(1));
describeEventStore('streams on Redis in three partitions', () => createOnRedis(3));
