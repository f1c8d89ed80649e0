import type { FeedEvent, FeedListener, FeedPosition, FeedStore, FeedTail } from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';
import { toStoreError } from '../to-store-error.ts';
import { findRunsSince } from './find-runs-since.ts';
import { LogMerge } from './log-merge.ts';
import { openLog } from './open-log.ts';
import { RedisFeedTail } from './redis-feed-tail.ts';
import { SharedScan } from './shared-scan.ts';

/** The feed on Redis, merged from the runs' logs; a commit does no work for it. */
export class RedisFeedStore implements FeedStore {
  readonly #redis: RedisClient;
  readonly #partitions: readonly PartitionKeys[];
  readonly #tails = new Set<FeedTail>();
  readonly #scan: SharedScan;

  constructor(redis: RedisClient, partitions: readonly PartitionKeys[]) {
    this.#redis = redis;
    this.#partitions = partitions;
    this.#scan = new SharedScan(async (tenant, since) => {
      const finding = partitions.map((keys) => findRunsSince(redis, keys, tenant, since));
      return (await Promise.all(finding)).flat();
    });
  }

  async *readFeed(tenant: string, after: FeedPosition, until: number): AsyncGenerator<readonly FeedEvent[]> {
    try {
      const runs = await this.#scan.find(tenant, after.at);
      const merge = new LogMerge(this.#redis);
      for (const run of runs)
        if (run.createdAt < until) merge.add(openLog(run, after, { from: run.createdAt }));
      yield* merge.takePages(until);
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
