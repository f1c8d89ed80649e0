import { Queue, QueueEvents } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { RedisOfJobs } from './redis-of-jobs.ts';

/** What a waiter is told: that its job may have ended, or how far it is. */
interface JobListener {
  onChange(): void;
  onProgress(progress: unknown): void;
}

/** One queue with the stream of its events: one blocking connection, however many jobs are waited for. */
export class QueueWatch {
  readonly queue: Queue;
  readonly client: Redis | Cluster;
  readonly #events: QueueEvents;
  readonly #listeners = new Map<string, Set<JobListener>>();

  private constructor(queue: Queue, client: Redis | Cluster, events: QueueEvents) {
    this.queue = queue;
    this.client = client;
    this.#events = events;
    const wake = ({ jobId }: { jobId: string }): void => this.#tell(jobId, (listener) => listener.onChange());
    for (const event of ['completed', 'failed', 'removed'] as const) events.on(event, wake);
    events.on('progress', ({ jobId, data }) => this.#tell(jobId, (listener) => listener.onProgress(data)));
  }

  /** Reads events from the newest one on, so nothing that happens after this call is missed. */
  static async open(
    name: string,
    prefix: string,
    client: Redis | Cluster,
    redis: RedisOfJobs,
  ): Promise<QueueWatch> {
    const options = { connection: client, prefix, skipMetasUpdate: true };
    const queue = new Queue(name, options);
    queue.on('error', redis.onError);
    const [newest] = await client.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
    const events = new QueueEvents(name, { connection: client, prefix, lastEventId: newest?.[0] ?? '0-0' });
    events.on('error', redis.onError);
    return new QueueWatch(queue, client, events);
  }

  /** Returns the function that ends it. */
  listen(jobId: string, listener: JobListener): () => void {
    const listeners = this.#listeners.get(jobId) ?? new Set();
    this.#listeners.set(jobId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(jobId);
    };
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#events.close(), this.queue.close()]);
  }

  #tell(jobId: string, tell: (listener: JobListener) => void): void {
    for (const listener of this.#listeners.get(jobId) ?? []) tell(listener);
  }
}
