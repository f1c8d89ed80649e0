import { agentQueue } from '@ag06/contracts';
import { Queue, type RedisQueueBackend } from 'bullmq';
import type { QueueSlots } from './queue-slots.ts';
import type { RedisConnection } from './redis-connection.ts';

/** BullMQ's own limit fails a job without telling anybody. The store counts deliveries. */
export const NO_STALLED_LIMIT = 1e9;

interface QueueSettings {
  readonly connection: RedisConnection;
  readonly slots: QueueSlots;
  readonly stalledIntervalMs: number;
}

/** One Queue object for each queue, all over one connection. */
export class QueueRegistry {
  readonly slots: QueueSlots;
  readonly #settings: QueueSettings;
  readonly #queues = new Map<string, Queue>();

  constructor(settings: QueueSettings) {
    this.#settings = settings;
    this.slots = settings.slots;
  }

  /** Whether the connection was closed for good. */
  get isConnectionClosed(): boolean {
    return this.#settings.connection.status === 'end';
  }

  /** BullMQ's own commands for one agent's queue. */
  backend(agent: string): RedisQueueBackend {
    return this.backendOf(agentQueue(agent));
  }

  /** The same for a queue of any name. */
  backendOf(queue: string): RedisQueueBackend {
    const known = this.#queues.get(queue) ?? this.#open(queue);
    return known.getBackend();
  }

  /** Returns the name of one of a queue's keys in RedisConnection, e.g. `prioritized`, or of a job's hash. */
  key(agent: string, name: string): string {
    return this.keyOf(agentQueue(agent), name);
  }

  /** The same for a queue of any name. */
  keyOf(queue: string, name: string): string {
    return `${this.slots.prefixOf(queue)}:${queue}:${name}`;
  }

  async close(): Promise<void> {
    const queues = [...this.#queues.values()];
    this.#queues.clear();
    await Promise.allSettled(queues.map((queue) => queue.close()));
  }

  #open(name: string): Queue {
    const { connection, stalledIntervalMs } = this.#settings;
    const prefix = this.slots.prefixOf(name);
    // The backend's stalled check reads two options that only exist in the type of a Worker.
    const stalled = { maxStalledCount: NO_STALLED_LIMIT, stalledInterval: stalledIntervalMs };
    const options = { connection, prefix, skipMetasUpdate: true, skipVersionCheck: true, ...stalled };
    const queue = new Queue(name, options);
    // The owner of the shared connection reports its errors.
    queue.on('error', () => {});
    this.#queues.set(name, queue);
    return queue;
  }
}
