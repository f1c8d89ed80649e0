import { type AgentLog, Retryable } from '@ag06/agent-kit';
import { QueueWatch } from './queue-watch.ts';
import type { RedisOfJobs } from './redis-of-jobs.ts';

/** Queues that are watched at a time: each has a connection. */
const QUEUES_MAX = 100;
const BUSY_RETRY_MS = 10_000;
/** How long a queue stays open after its last job. */
const IDLE_MS = 5_000;

interface Kept {
  readonly opening: Promise<QueueWatch>;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

/** The watched queues of one Redis. A queue is opened for the first job and closed a while after the last one. */
export class QueueWatches {
  readonly #redis: RedisOfJobs;
  readonly #prefix: string;
  readonly #kept = new Map<string, Kept>();

  constructor(redis: RedisOfJobs, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /**
   * Calls `use` with the queue, and keeps that open meanwhile.
   *
   * @throws Retryable BULLMQ_QUEUES_TOO_MANY
   */
  async with<T>(name: string, log: AgentLog, use: (watch: QueueWatch) => Promise<T>): Promise<T> {
    const kept = this.#keep(name, log);
    kept.users++;
    clearTimeout(kept.timer);
    try {
      return await use(await kept.opening);
    } finally {
      kept.users--;
      if (kept.users === 0) kept.timer = setTimeout(() => void this.#drop(name, kept), IDLE_MS).unref();
    }
  }

  /** Closes all. Jobs that are waited for are not touched. */
  async close(): Promise<void> {
    await Promise.all([...this.#kept].map(([name, kept]) => this.#drop(name, kept)));
    this.#redis.close();
  }

  #keep(name: string, log: AgentLog): Kept {
    const found = this.#kept.get(name);
    if (found !== undefined) return found;
    if (this.#kept.size >= QUEUES_MAX) {
      throw new Retryable(
        `Jobs on ${QUEUES_MAX} queues are waited for. More have to wait until one of these has no job left.`,
        {
          code: 'BULLMQ_QUEUES_TOO_MANY',
          retryAfterMs: BUSY_RETRY_MS,
          ofDependency: false,
        },
      );
    }
    const opening = QueueWatch.open(name, this.#prefix, this.#redis.use(log), this.#redis);
    const kept: Kept = { opening, users: 0, timer: undefined };
    this.#kept.set(name, kept);
    opening.catch(() => this.#kept.delete(name));
    return kept;
  }

  async #drop(name: string, kept: Kept): Promise<void> {
    clearTimeout(kept.timer);
    if (this.#kept.get(name) === kept) this.#kept.delete(name);
    await kept.opening.then(
      (watch) => watch.close(),
      () => {},
    );
  }
}
