import type { FeedEvent, FeedListener, FeedPosition, FeedStore, FeedTail } from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';
import { toStoreError } from '../to-store-error.ts';
import { findRunsSince } from './find-runs-since.ts';
import { mergeLogs } from './merge-logs.ts';
import { RedisFeedTail } from './redis-feed-tail.ts';

/** The feed on Redis, merged from the runs' logs; a commit does no work for it. */
export class RedisFeedStore implements FeedStore {
  readonly #redis: RedisClient;
  readonly #partitions: readonly PartitionKeys[];
  readonly #tails = new Set<FeedTail>();

  constructor(redis: RedisClient, partitions: readonly PartitionKeys[]) {
    this.#redis = redis;
    this.#partitions = partitions;
  }

  async *readFeed(tenant: string, after: FeedPosition, until: number): AsyncGenerator<readonly FeedEvent[]> {
    try {
      const runs = this.#partitions.map((keys) => findRunsSince(this.#redis, keys, tenant, after.at));
      yield* mergeLogs(this.#redis, (await Promise.all(runs)).flat(), after, until);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async tailFeed(tenant: string, listener: FeedListener): Promise<FeedTail> {
    const tail = new RedisFeedTail({
      redis: this.#redis,
      partitions: this.#partitions,
      tenant,
      listener,
      readFeed: (...args) => this.readFeed(...args),
    });
    this.#tails.add(tail);
    await tail.start();
    const stop = () => {
      this.#tails.delete(tail);
      return tail.stop();
    };
    return { from: tail.from, stop };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#tails].map((tail) => tail.stop()));
  }
}
