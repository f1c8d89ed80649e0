import { Cluster, type Redis } from 'ioredis';
import type { PartitionKeys } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';

/** Ending a connection in such a state would leave a timer behind. */
const GONE: readonly string[] = ['close', 'end'];
const INVALIDATED = '__redis__:invalidate';

/**
 * Learns from Redis which logs change, by client tracking in broadcasting mode, so that a commit does no work for it. It
 * holds one connection to each node. When the first of them is lost, the object is spent.
 */
export class LogChanges {
  readonly #redis: RedisClient;
  readonly #nodes: readonly Redis[];
  readonly #trackers: readonly Redis[];
  readonly #closed = new AbortController();
  #changed = new Set<string>();
  #wake = Promise.withResolvers<void>();

  private constructor(redis: RedisClient, nodes: readonly Redis[]) {
    this.#redis = redis;
    this.#nodes = nodes;
    this.#trackers = nodes.map((node) =>
      // In protocol 2 invalidations arrive as messages.
      node.duplicate({ protocol: 2, lazyConnect: true, retryStrategy: () => null, autoResubscribe: false }),
    );
  }

  /** Resolves when every later change will be noticed. */
  static async open(redis: RedisClient, partitions: readonly PartitionKeys[]): Promise<LogChanges> {
    await redis.ping();
    const changes = new LogChanges(redis, nodesOf(redis));
    try {
      await Promise.all(changes.#trackers.map((tracker) => changes.#track(tracker, partitions)));
      return changes;
    } catch (error) {
      changes.close();
      throw error;
    }
  }

  get isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** Loads the clocks of all nodes: milliseconds since 1970. */
  async loadTimes(): Promise<readonly number[]> {
    const times = await Promise.all(this.#nodes.map((node) => this.#orClosed(node.time())));
    return times.map(([seconds, micros]) => Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000));
  }

  /** Returns the names of the logs that changed between the last call and this one. */
  async take(): Promise<readonly string[]> {
    // A reply arrives after every invalidation that was sent before it.
    await Promise.all(this.#trackers.map((tracker) => this.#orClosed(tracker.ping())));
    if (!isSame(this.#nodes, nodesOf(this.#redis))) this.close();
    if (this.isClosed) throw new Error('The connection that tells of changes was lost.');
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  /** Resolves when a log changed, a connection was lost, or `ms` have passed. */
  async wait(ms: number): Promise<void> {
    if (this.#changed.size > 0 || this.isClosed) return;
    const timer = setTimeout(() => this.#wake.resolve(), ms);
    await this.#wake.promise;
    clearTimeout(timer);
    this.#wake = Promise.withResolvers();
  }

  /** May be called twice. */
  close(): void {
    if (this.isClosed) return;
    this.#closed.abort();
    this.#wake.resolve();
    for (const tracker of this.#trackers) if (!GONE.includes(tracker.status)) tracker.disconnect();
  }

  async #track(tracker: Redis, partitions: readonly PartitionKeys[]): Promise<void> {
    // The connection that it duplicates reports its errors.
    tracker.on('error', () => {});
    tracker.on('close', () => this.close());
    tracker.on('messageBuffer', (_channel: Buffer, keys: readonly Buffer[] | null) => this.#note(keys));
    await tracker.connect();
    const prefixes = partitions.flatMap((keys) => ['PREFIX', keys.log('')]);
    const id = await tracker.client('ID');
    await tracker.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(id), 'BCAST', ...prefixes);
    await tracker.subscribe(INVALIDATED);
  }

  /** `null` means that the database was emptied. */
  #note(keys: readonly Buffer[] | null): void {
    for (const key of keys ?? []) this.#changed.add(key.toString());
    if (keys === null) this.close();
    else this.#wake.resolve();
  }

  /** Rejects when a connection is lost, because a command to an absent node would wait for it. */
  #orClosed<T>(reply: Promise<T>): Promise<T> {
    const { signal } = this.#closed;
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(new Error('The connection that tells of changes was lost.'));
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      reply.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }
}

const nodesOf = (redis: RedisClient): readonly Redis[] =>
  redis instanceof Cluster ? redis.nodes('master') : [redis];

/** The nodes change after a fail-over, or when one joins or leaves. */
const isSame = (a: readonly Redis[], b: readonly Redis[]): boolean =>
  a.length === b.length && a.every((node) => b.includes(node));
