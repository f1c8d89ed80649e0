import type { Redis } from 'ioredis';
import type { JobAddress, JobPlace, QueueCounts } from './broker.ts';
import type { QueueRegistry } from './queue-registry.ts';

/** BullMQ keeps a job's priority in the upper part of its score. */
const PRIORITY_SHIFT = 2 ** 32;

/** What can be seen of the queues without touching a job: raw reads of BullMQ's keys, in one pipeline each. */
export class QueueLook {
  readonly #redis: Redis;
  readonly #queues: QueueRegistry;

  constructor(redis: Redis, queues: QueueRegistry) {
    this.#redis = redis;
    this.#queues = queues;
  }

  async peek(agents: readonly string[]): Promise<ReadonlyMap<string, number | undefined>> {
    const pipeline = this.#redis.pipeline();
    for (const agent of agents) {
      pipeline.lindex(this.#queues.key(agent, 'wait'), -1);
      pipeline.zrange(this.#queues.key(agent, 'prioritized'), '0', '0', 'WITHSCORES');
    }
    const rows = await run(pipeline);
    return new Map(agents.map((agent, i) => [agent, toHead(rows[2 * i], rows[2 * i + 1])]));
  }

  async locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]> {
    const pipeline = this.#redis.pipeline();
    for (const { agent, jobId } of jobs) {
      pipeline.exists(this.#queues.key(agent, jobId));
      pipeline.exists(`${this.#queues.key(agent, jobId)}:lock`);
      pipeline.zscore(this.#queues.key(agent, 'delayed'), jobId);
      pipeline.lpos(this.#queues.key(agent, 'active'), jobId);
    }
    const rows = await run(pipeline);
    return jobs.map((_, i) => toPlace(rows.slice(4 * i, 4 * i + 4)));
  }

  async count(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>> {
    const pipeline = this.#redis.pipeline();
    for (const agent of agents) {
      pipeline.llen(this.#queues.key(agent, 'wait'));
      pipeline.zcard(this.#queues.key(agent, 'prioritized'));
      pipeline.llen(this.#queues.key(agent, 'active'));
      pipeline.zcard(this.#queues.key(agent, 'delayed'));
    }
    const rows = (await run(pipeline)).map(Number);
    return new Map(
      agents.map((agent, i) => {
        const [wait = 0, prioritized = 0, active = 0, delayed = 0] = rows.slice(4 * i, 4 * i + 4);
        return [agent, { waiting: wait + prioritized, active, delayed }];
      }),
    );
  }
}

function toHead(waiting: unknown, prioritized: unknown): number | undefined {
  if (waiting !== null && waiting !== undefined) return 0;
  const score = Array.isArray(prioritized) ? prioritized[1] : undefined;
  return score === undefined ? undefined : Math.floor(Number(score) / PRIORITY_SHIFT);
}

function toPlace([exists, lock, delayedScore, activePosition]: readonly unknown[]): JobPlace {
  if (exists !== 1) return 'absent';
  if (delayedScore !== null) return 'delayed';
  if (activePosition === null) return 'queued';
  return lock === 1 ? 'locked' : 'unlocked';
}

/** The results in order; throws the first error. */
async function run(pipeline: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  return ((await pipeline.exec()) ?? []).map(([error, value]) => {
    if (error !== null) throw error;
    return value;
  });
}
