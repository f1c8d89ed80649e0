import type { RunStatus } from '@ag06/contracts';
import type { Redis } from 'ioredis';
import type { PartitionKeys } from './keys.ts';

type EndListener = (runId: string, status: RunStatus) => void;

/** Word of ended runs, over one connection of its own that opens with the first listener. */
export class EndsSubscription {
  readonly #redis: Redis;
  readonly #channels: Readonly<Record<'ended' | 'stopped', readonly string[]>>;
  readonly #listeners = { ended: new Set<EndListener>(), stopped: new Set<EndListener>() };
  #subscriber: Redis | undefined;

  constructor(redis: Redis, partitions: readonly PartitionKeys[]) {
    this.#redis = redis;
    this.#channels = {
      ended: partitions.map((keys) => `${keys.channels}ended`),
      stopped: partitions.map((keys) => `${keys.channels}stopped`),
    };
  }

  async watch(kind: 'ended' | 'stopped', listener: EndListener): Promise<() => Promise<void>> {
    const listeners = this.#listeners[kind];
    listeners.add(listener);
    if (listeners.size === 1) await this.#open().subscribe(...this.#channels[kind]);
    return async () => {
      listeners.delete(listener);
      if (listeners.size === 0) await this.#subscriber?.unsubscribe(...this.#channels[kind]);
    };
  }

  async close(): Promise<void> {
    const subscriber = this.#subscriber;
    this.#subscriber = undefined;
    subscriber?.disconnect();
  }

  #open(): Redis {
    if (this.#subscriber !== undefined) return this.#subscriber;
    const subscriber = this.#redis.duplicate();
    this.#subscriber = subscriber;
    // The error of a lost connection is reported by the main one; this one reconnects and subscribes again by itself.
    subscriber.on('error', () => {});
    subscriber.on('message', (channel: string, message: string) => {
      const [runId = '', status] = message.split(' ');
      const kind = channel.endsWith('ended') ? 'ended' : 'stopped';
      for (const listener of this.#listeners[kind]) listener(runId, status as RunStatus);
    });
    return subscriber;
  }
}
