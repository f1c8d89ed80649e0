import {
  EventBlobs,
  findReferences,
  guardTexts,
  PiecedBlobStore,
  type Store,
  withLargeOutputs,
} from '@ag06/store';
import { RedisFeedStore } from './feed/redis-feed-store.ts';
import { guardRejections } from './guard-rejections.ts';
import { inspectRedis } from './inspect-redis.ts';
import { globalKeys, partitionKeys } from './keys.ts';
import { claimPartitions } from './partition-count.ts';
import { RedisBlobPieces } from './redis-blob-pieces.ts';
import type { RedisClient } from './redis-client.ts';
import { RedisFleetStore } from './redis-fleet-store.ts';
import { RedisRunStore } from './redis-run-store.ts';
import { RedisSampleStore } from './redis-sample-store.ts';
import { RedisScheduleStore } from './redis-schedule-store.ts';
import { RedisSharedStore } from './redis-shared-store.ts';
import { RedisWorkflowStore } from './redis-workflow-store.ts';
import { createLayout, Schema } from './schema.ts';
import { RedisEventStore } from './streams/redis-event-store.ts';
import { RedisGroupStore } from './streams/redis-group-store.ts';
import { StreamFunctions } from './streams/stream-functions.ts';
import { Subscriptions } from './subscriptions.ts';
import { toStoreError } from './to-store-error.ts';

interface RedisStoreOptions {
  /** The caller opens and closes this connection. */
  readonly redis: RedisClient;
  /** The number of partitions, fixed at installation. */
  readonly partitions?: number;
  /** The prefix of all keys and channels, so that several fleets can share a server. */
  readonly prefix?: string;
  /** The delay after which the watchdog looks at a run whose commit left no job. */
  readonly watchdogMs?: number;
}

export function createRedisStore(options: RedisStoreOptions): Store {
  const { redis, partitions: count = 1, watchdogMs = 20_000, prefix } = options;
  const keys = globalKeys(prefix);
  const partitions = Array.from({ length: count }, (_, i) => partitionKeys(i, prefix));
  const subscriptions = new Subscriptions(redis);
  const schema = new Schema(redis, prefix);
  const runs = new RedisRunStore(redis, partitions, { watchdogMs, schema, subscriptions });
  const streams = new StreamFunctions(redis, partitions);
  const feed = new RedisFeedStore(redis, partitions);
  const pieces = guardRejections(new RedisBlobPieces(redis, partitions));
  const findKept = async (owner: string) =>
    (await pieces.isClaimed(owner)) ? 'all' : findReferences(runs, owner);
  const blobs = new PiecedBlobStore(pieces, findKept);
  const eventBlobs = new EventBlobs(blobs);
  return guardTexts({
    runs: withLargeOutputs(runs, blobs),
    blobs,
    workflows: guardRejections(new RedisWorkflowStore(redis, keys)),
    fleet: guardRejections(new RedisFleetStore(redis, keys)),
    feed,
    shared: guardRejections(new RedisSharedStore(redis, keys, subscriptions)),
    samples: guardRejections(new RedisSampleStore(redis, keys)),
    schedules: guardRejections(new RedisScheduleStore(redis, partitions)),
    events: new RedisEventStore(streams, { subscriptions, isCluster: redis.isCluster, blobs: eventBlobs }),
    groups: new RedisGroupStore(streams, eventBlobs),
    layout: guardRejections(createLayout(redis, prefix)),
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
