import { agentQueue } from '@ag06/contracts';
import type { JobAddress } from './broker.ts';
import { findKept } from './find-kept.ts';
import { LOWER_PRIORITIES, REMOVE_WAITING, REMOVE_WAITING_KEYS } from './lua.ts';
import { QUEUE_KEY_TYPES } from './queue-key-types.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { RedisConnection } from './redis-connection.ts';
import { isWrongType, runLooks } from './run-pipeline.ts';

/** Jobs removed by one script call, which bounds how long it blocks Redis. */
const REMOVE_BATCH = 200;
/** The same for waiting jobs whose priority it lowers. */
const LOWER_BATCH = 1_000;

/** Maintains the queues, for dispatchers. */
export class QueueMaintenance {
  readonly #redis: RedisConnection;
  readonly #queues: QueueRegistry;

  constructor(redis: RedisConnection, queues: QueueRegistry) {
    this.#redis = redis;
    this.#queues = queues;
  }

  async remove(jobs: readonly JobAddress[]): Promise<void> {
    const byAgent = [...Map.groupBy(jobs, (job) => job.agent)];
    await Promise.all(byAgent.map(([agent, ofAgent]) => this.#removeFrom(agent, ofAgent)));
  }

  async #removeFrom(agent: string, jobs: readonly JobAddress[]): Promise<void> {
    const keys = this.#keys(agent, REMOVE_WAITING_KEYS);
    const jobIds = jobs.map((job) => job.jobId);
    const pipeline = this.#redis.pipeline();
    for (let from = 0; from < jobIds.length; from += REMOVE_BATCH) {
      const batch = jobIds.slice(from, from + REMOVE_BATCH);
      pipeline.eval(REMOVE_WAITING, keys.length, ...keys, this.#queues.key(agent, ''), ...batch);
    }
    await runLooks(pipeline);
  }

  async forgetQueue(agent: string): Promise<void> {
    await this.#redis.del(...this.#keys(agent, [...QUEUE_KEY_TYPES.keys()]));
  }

  recoverStalled(agents: readonly string[]): Promise<void> {
    return this.recoverQueues(agents.map(agentQueue));
  }

  /** The same for queues of any name. */
  async recoverQueues(queues: readonly string[]): Promise<void> {
    // Only queues with active jobs can have lost one.
    const busy = await findKept(this.#redis, this.#queues, queues, ['active']);
    const recovered = busy.map((queue) => this.#queues.backendOf(queue).moveStalledJobsToWait());
    await Promise.all(recovered.map((one) => one.catch(passOverWrongType)));
  }

  async rebasePriorities(agents: readonly string[], seconds: number, above: number): Promise<void> {
    for (const agent of agents) {
      const keys = this.#keys(agent, ['prioritized', 'delayed', 'wait', 'active']);
      const args = [this.#queues.key(agent, ''), seconds, above];
      const lower = (from: string) =>
        this.#redis.eval(LOWER_PRIORITIES, keys.length, ...keys, ...args, from, LOWER_BATCH);
      let next: unknown = '';
      while (typeof next === 'string') next = await lower(next).catch(passOverWrongType);
    }
  }

  #keys(agent: string, names: readonly string[]): readonly string[] {
    return names.map((name) => this.#queues.key(agent, name));
  }
}

/** `ForeignKeys` sets broken keys of a queue aside. The other queues go on. */
function passOverWrongType(error: unknown): void {
  if (!isWrongType(error)) throw error;
}
