import type { RunStatus } from '@ag06/contracts';
import { Cluster } from 'ioredis';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

type EndListener = (runId: string, status: RunStatus) => void;

/** How long word may go to a node of a Cluster that has lost its slots, before that is noticed. */
const SLOTS_REFRESH_MS = 2_000;

/**
 * Word of ended runs, over a connection of its own that opens with the first listener. On a Cluster each partition's
 * channels live on the node of its slot; the client follows them there.
 */
export class EndsSubscription {
  readonly #redis: RedisClient;
  readonly #channels: Readonly<Record<'ended' | 'stopped', readonly string[]>>;
  readonly #listeners = { ended: new Set<EndListener>(), stopped: new Set<EndListener>() };
  #subscriber: RedisClient | undefined;

  constructor(redis: RedisClient, partitions: readonly PartitionKeys[]) {
    this.#redis = redis;
    this.#channels = {
      ended: partitions.map((keys) => `${keys.channels}ended`),
      stopped: partitions.map((keys) => `${keys.channels}stopped`),
    };
  }

  async watch(kind: 'ended' | 'stopped', listener: EndListener): Promise<() => Promise<void>> {
    const listeners = this.#listeners[kind];
    listeners.add(listener);
    if (listeners.size === 1) await subscribe(this.#open(), this.#channels[kind]);
    return async () => {
      listeners.delete(listener);
      if (listeners.size === 0) await unsubscribe(this.#subscriber, this.#channels[kind]);
    };
  }

  async close(): Promise<void> {
    const subscriber = this.#subscriber;
    this.#subscriber = undefined;
    subscriber?.disconnect();
  }

  #open(): RedisClient {
    if (this.#subscriber !== undefined) return this.#subscriber;
    const subscriber = duplicate(this.#redis);
    this.#subscriber = subscriber;
    // The error of a lost connection is reported by the main one; this one reconnects and subscribes again by itself.
    subscriber.on('error', () => {});
    const tell = (channel: string, message: string) => this.#tell(channel, message);
    subscriber.on('message', tell);
    subscriber.on('smessage', tell);
    return subscriber;
  }

  #tell(channel: string, message: string): void {
    const [runId = '', status] = message.split(' ');
    const kind = channel.endsWith('ended') ? 'ended' : 'stopped';
    for (const listener of this.#listeners[kind]) listener(runId, status as RunStatus);
  }
}

const duplicate = (redis: RedisClient): RedisClient =>
  redis instanceof Cluster
    ? redis.duplicate([], { shardedSubscribers: true, slotsRefreshInterval: SLOTS_REFRESH_MS })
    : redis.duplicate();

/** On a Cluster one at a time: the channels of one call must be in one slot. */
async function subscribe(subscriber: RedisClient, channels: readonly string[]): Promise<void> {
  if (subscriber instanceof Cluster) {
    await Promise.all(channels.map((channel) => subscriber.ssubscribe(channel)));
  } else await subscriber.subscribe(...channels);
}

async function unsubscribe(subscriber: RedisClient | undefined, channels: readonly string[]): Promise<void> {
  if (subscriber instanceof Cluster) {
    await Promise.all(channels.map((channel) => subscriber.sunsubscribe(channel)));
  } else await subscriber?.unsubscribe(...channels);
}
