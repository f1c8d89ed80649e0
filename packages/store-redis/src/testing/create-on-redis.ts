import type { MeasuredStore } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { createRedisStore } from '../redis-store.ts';

/** A store on a Redis of its own. */
export async function createOnRedis(partitions: number): Promise<MeasuredStore> {
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
