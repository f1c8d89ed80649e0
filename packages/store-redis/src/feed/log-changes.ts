import { Cluster, type Redis } from 'ioredis';
import type { PartitionKeys } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';

/** To end such a connection would leave a timer behind. */
const GONE: readonly string[] = ['close', 'end'];
const INVALIDATED = '__redis__:invalidate';

/**
 * Which logs change, as Redis tells it by itself to a connection that asked (client tracking, in broadcasting mode): the
 * commit does nothing for it. One connection for each node; with the first that is lost, all of this is over.
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
      // In the older protocol the word comes as a message.
      node.duplicate({ protocol: 2, lazyConnect: true, retryStrategy: () => null, autoResubscribe: false }),
    );
  }

  /** Resolves when every change from now on is noticed. */
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

  /** The clocks of all nodes, milliseconds since 1970. */
  async loadTimes(): Promise<readonly number[]> {
    const times = await Promise.all(this.#nodes.map((node) => this.#orClosed(node.time())));
    return times.map(([seconds, micros]) => Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000));
  }

  /** Names of the logs that changed since the last call, all that were changed before this one among them. */
  async take(): Promise<readonly string[]> {
    // What answers comes behind all the word that was on its way.
    await Promise.all(this.#trackers.map((tracker) => this.#orClosed(tracker.ping())));
    if (!isSame(this.#nodes, nodesOf(this.#redis))) this.close();
    if (this.isClosed) throw new Error('The connection that tells of changes was lost.');
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  /** Resolves when something changed, all is over, or the time is. */
  async wait(ms: number): Promise<void> {
    if (this.#changed.size > 0 || this.isClosed) return;
    const timer = setTimeout(() => this.#wake.resolve(), ms);
    await this.#wake.promise;
    clearTimeout(timer);
    this.#wake = Promise.withResolvers();
  }

  /** May come twice. */
  close(): void {
    if (this.isClosed) return;
    this.#closed.abort();
    this.#wake.resolve();
    for (const tracker of this.#trackers) if (!GONE.includes(tracker.status)) tracker.disconnect();
  }

  async #track(tracker: Redis, partitions: readonly PartitionKeys[]): Promise<void> {
    // Its errors are those of the connection that it duplicates, which are reported there.
    tracker.on('error', () => {});
    tracker.on('close', () => this.close());
    tracker.on('messageBuffer', (_channel: Buffer, keys: readonly Buffer[] | null) => this.#note(keys));
    await tracker.connect();
    const prefixes = partitions.flatMap((keys) => ['PREFIX', keys.log('')]);
    const id = await tracker.client('ID');
    await tracker.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(id), 'BCAST', ...prefixes);
    await tracker.subscribe(INVALIDATED);
  }

  /** Null: the database was emptied. */
  #note(keys: readonly Buffer[] | null): void {
    for (const key of keys ?? []) this.#changed.add(key.toString());
    if (keys === null) this.close();
    else this.#wake.resolve();
  }

  /** A command to a node that is away would wait for it. */
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

/** A fail-over, or a node that came or went, changes them. */
const isSame = (a: readonly Redis[], b: readonly Redis[]): boolean =>
  a.length === b.length && a.every((node) => b.includes(node));
