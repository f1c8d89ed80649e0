import { agentQueue, STALLED_INTERVAL_MS } from '@ag06/contracts';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** BullMQ's own limit fails a job without telling anybody; deliveries are counted in the store. */
export const NO_STALLED_LIMIT = 1e9;

/** One Queue object for each agent, all over one connection. */
export class QueueRegistry {
  readonly #connection: Redis;
  readonly #prefix: string;
  readonly #stalledIntervalMs: number;
  readonly #queues = new Map<string, Queue>();

  constructor(connection: Redis, prefix: string, stalledIntervalMs = STALLED_INTERVAL_MS) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#stalledIntervalMs = stalledIntervalMs;
  }

  get(agent: string): Queue {
    const known = this.#queues.get(agent);
    if (known !== undefined) return known;
    // The backend's stalled check reads two options that only a Worker's type has.
    const stalled = { maxStalledCount: NO_STALLED_LIMIT, stalledInterval: this.#stalledIntervalMs };
    const queue = new Queue(agentQueue(agent), {
      connection: this.#connection,
      prefix: this.#prefix,
      skipMetasUpdate: true,
      ...stalled,
    });
    // Errors of the shared connection are reported by its owner.
    queue.on('error', () => {});
    this.#queues.set(agent, queue);
    return queue;
  }

  /** The name of one of a queue's keys in Redis, e.g. `prioritized`, or of a job's hash. */
  key(agent: string, name: string): string {
    return `${this.#prefix}:${agentQueue(agent)}:${name}`;
  }

  async close(): Promise<void> {
    const queues = [...this.#queues.values()];
    this.#queues.clear();
    await Promise.allSettled(queues.map((queue) => queue.close()));
  }
}
