import { guardTexts, type Store, StoreError } from '@ag06/store';
import { RedisFeedStore } from './feed/redis-feed-store.ts';
import { guardRejections } from './guard-rejections.ts';
import { inspectRedis } from './inspect-redis.ts';
import { globalKeys, partitionKeys } from './keys.ts';
import { claimPartitions } from './partition-count.ts';
import type { RedisClient } from './redis-client.ts';
import { RedisFleetStore } from './redis-fleet-store.ts';
import { RedisRunStore } from './redis-run-store.ts';
import { RedisSampleStore } from './redis-sample-store.ts';
import { RedisSharedStore } from './redis-shared-store.ts';
import { RedisWorkflowStore } from './redis-workflow-store.ts';
import { Subscriptions } from './subscriptions.ts';
import { toStoreError } from './to-store-error.ts';

/** Major version of the layout of keys and of the function's state. */
export const SCHEMA_VERSION = 1;

export interface RedisStoreOptions {
  /** Ours to use, the caller's to close. */
  readonly redis: RedisClient;
  /** Fixed at installation. */
  readonly partitions?: number;
  /** What all keys and channels begin with, for several fleets on one server. */
  readonly prefix?: string;
  /** After a commit without a job behind it, the watchdog looks at the run this much later. */
  readonly watchdogMs?: number;
}

export function createRedisStore(options: RedisStoreOptions): Store {
  const { redis, partitions: count = 1, watchdogMs = 20_000, prefix } = options;
  const keys = globalKeys(prefix);
  const partitions = Array.from({ length: count }, (_, i) => partitionKeys(i, prefix));
  const subscriptions = new Subscriptions(redis);
  const runs = new RedisRunStore(redis, partitions, watchdogMs, subscriptions);
  const feed = new RedisFeedStore(redis, partitions);
  return guardTexts({
    runs,
    workflows: guardRejections(new RedisWorkflowStore(redis, keys)),
    fleet: guardRejections(new RedisFleetStore(redis, keys)),
    feed,
    shared: guardRejections(new RedisSharedStore(redis, keys, subscriptions)),
    samples: guardRejections(new RedisSampleStore(redis, keys)),
    inspect: () => inspectRedis(redis),
    checkSchema: () => checkSchema(redis, count, prefix),
    close: async () => {
      await feed.close();
      subscriptions.close();
    },
  });
}

async function checkSchema(
  redis: RedisClient,
  partitions: number,
  prefix: string | undefined,
): Promise<void> {
  const { schema } = globalKeys(prefix);
  try {
    // Not written where it is written already: that is refused by a Redis whose memory is full.
    const stored = (await redis.get(schema)) ?? (await markSchema(redis, schema));
    if (Number(stored) <= SCHEMA_VERSION) return await claimPartitions(redis, partitions, prefix);
    throw new StoreError(
      'STORE_SCHEMA_NEWER',
      `This store was written by schema version ${stored}; this program knows ${SCHEMA_VERSION}. Upgrade the program.`,
    );
  } catch (error) {
    throw toStoreError(error);
  }
}

async function markSchema(redis: RedisClient, key: string): Promise<string | null> {
  await redis.set(key, SCHEMA_VERSION, 'NX');
  return redis.get(key);
}
