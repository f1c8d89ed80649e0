import { Cluster } from 'ioredis';
import type { RedisClient } from './redis-client.ts';

type MessageListener = (message: string) => void;

/** Bounds how long notifications may go to a node that has lost its slots. */
const SLOTS_REFRESH_MS = 2_000;

/**
 * The channels to which this process listens, over a connection that opens with the first listener. On a Cluster a channel
 * belongs to the node of its slot; the client follows it there.
 */
export class Subscriptions {
  readonly #redis: RedisClient;
  readonly #listeners = new Map<string, Set<MessageListener>>();
  readonly #onLost = new Set<() => void>();
  #subscriber: RedisClient | undefined;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /**
   * Resolves once the listener hears. Returns a function that stops it.
   *
   * @param onLost called whenever the connection is lost, or could not be opened again; not on a Cluster, whose client does not tell
   */
  async listen(
    channel: string,
    listener: MessageListener,
    onLost: () => void = () => {},
  ): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    this.#onLost.add(onLost);
    // A second listener subscribes too, because the first subscription may still be under way.
    await subscribe(this.#open(), channel);
    return async () => {
      listeners.delete(listener);
      this.#onLost.delete(onLost);
      if (listeners.size === 0) await unsubscribe(this.#subscriber, channel);
    };
  }

  /** May be called twice. */
  close(): void {
    const subscriber = this.#subscriber;
    this.#subscriber = undefined;
    subscriber?.disconnect();
  }

  #open(): RedisClient {
    if (this.#subscriber !== undefined) return this.#subscriber;
    const subscriber = duplicate(this.#redis);
    this.#subscriber = subscriber;
    subscriber.on('close', () => {
      for (const onLost of this.#onLost) onLost();
    });
    // The main connection reports a loss; this one reconnects and subscribes again by itself.
    subscriber.on('error', () => {});
    const notify = (channel: string, message: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message);
    };
    subscriber.on('message', notify);
    subscriber.on('smessage', notify);
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
