import { guardTexts, type Store } from '@ag06/store';
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
import { Schema } from './schema.ts';
import { Subscriptions } from './subscriptions.ts';
import { toStoreError } from './to-store-error.ts';

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
  const schema = new Schema(redis, prefix);
  const runs = new RedisRunStore(redis, partitions, { watchdogMs, schema, subscriptions });
  const feed = new RedisFeedStore(redis, partitions);
  return guardTexts({
    runs,
    workflows: guardRejections(new RedisWorkflowStore(redis, keys)),
    fleet: guardRejections(new RedisFleetStore(redis, keys)),
    feed,
    shared: guardRejections(new RedisSharedStore(redis, keys, subscriptions)),
    samples: guardRejections(new RedisSampleStore(redis, keys)),
    inspect: () => inspectRedis(redis),
    checkSchema: async () => {
      try {
        await schema.open();
        await claimPartitions(redis, count, prefix);
      } catch (error) {
        throw toStoreError(error);
      }
    },
    close: async () => {
      await feed.close();
      subscriptions.close();
    },
  });
}
