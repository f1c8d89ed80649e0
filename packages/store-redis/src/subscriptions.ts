import { Cluster } from 'ioredis';
import type { RedisClient } from './redis-client.ts';

type MessageListener = (message: string) => void;

/** How long word may go to a node of a Cluster that has lost its slots, before that is noticed. */
const SLOTS_REFRESH_MS = 2_000;

/**
 * Channels that this process listens to, over one connection of its own that opens with the first listener. On a Cluster
 * a channel lives on the node of its slot; the client follows it there.
 */
export class Subscriptions {
  readonly #redis: RedisClient;
  readonly #listeners = new Map<string, Set<MessageListener>>();
  #subscriber: RedisClient | undefined;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Resolves when the listener hears; the answer stops it. */
  async listen(channel: string, listener: MessageListener): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    // Also for a second listener: the first one's subscription may still be under way.
    await subscribe(this.#open(), channel);
    return async () => {
      listeners.delete(listener);
      if (listeners.size === 0) await unsubscribe(this.#subscriber, channel);
    };
  }

  /** May come twice. */
  close(): void {
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
    const tell = (channel: string, message: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message);
    };
    subscriber.on('message', tell);
    subscriber.on('smessage', tell);
    return subscriber;
  }
}

const duplicate = (redis: RedisClient): RedisClient =>
  redis instanceof Cluster
    ? redis.duplicate([], { shardedSubscribers: true, slotsRefreshInterval: SLOTS_REFRESH_MS })
    : redis.duplicate();

const subscribe = (subscriber: RedisClient, channel: string): Promise<unknown> =>
  subscriber instanceof Cluster ? subscriber.ssubscribe(channel) : subscriber.subscribe(channel);

async function unsubscribe(subscriber: RedisClient | undefined, channel: string): Promise<void> {
  if (subscriber instanceof Cluster) await subscriber.sunsubscribe(channel);
  else await subscriber?.unsubscribe(channel);
}
