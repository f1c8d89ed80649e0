import { agentQueue } from '@ag06/contracts';
import { Queue, type RedisQueueBackend } from 'bullmq';
import type { Redis } from 'ioredis';

/** BullMQ's own limit fails a job without telling anybody; deliveries are counted in the store. */
export const NO_STALLED_LIMIT = 1e9;

export interface QueueSettings {
  readonly connection: Redis;
  readonly prefix: string;
  readonly stalledIntervalMs: number;
}

/** One Queue object for each agent, all over one connection. */
export class QueueRegistry {
  readonly #settings: QueueSettings;
  readonly #queues = new Map<string, Queue>();

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  /** BullMQ's own commands for one agent's queue. */
  backend(agent: string): RedisQueueBackend {
    const known = this.#queues.get(agent) ?? this.#open(agent);
    return known.getBackend();
  }

  /** The name of one of a queue's keys in Redis, e.g. `prioritized`, or of a job's hash. */
  key(agent: string, name: string): string {
    return `${this.#settings.prefix}:${agentQueue(agent)}:${name}`;
  }

  async close(): Promise<void> {
    const queues = [...this.#queues.values()];
    this.#queues.clear();
    await Promise.allSettled(queues.map((queue) => queue.close()));
  }

  #open(agent: string): Queue {
    const { connection, prefix, stalledIntervalMs } = this.#settings;
    // The backend's stalled check reads two options that only a Worker's type has.
    const stalled = { maxStalledCount: NO_STALLED_LIMIT, stalledInterval: stalledIntervalMs };
    const options = { connection, prefix, skipMetasUpdate: true, skipVersionCheck: true, ...stalled };
    const queue = new Queue(agentQueue(agent), options);
    // Errors of the shared connection are reported by its owner.
    queue.on('error', () => {});
    this.#queues.set(agent, queue);
    return queue;
  }
}
