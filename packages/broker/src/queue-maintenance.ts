import { agentQueue } from '@ag06/contracts';
import type { JobAddress } from './broker.ts';
import {
  FIND_BUSY_AND_REMIND,
  LOWER_PRIORITIES,
  REMIND_KEYS,
  REMOVE_WAITING,
  REMOVE_WAITING_KEYS,
} from './lua.ts';
import { QUEUE_KEY_TYPES } from './queue-key-types.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { RedisConnection } from './redis-connection.ts';
import { isWrongType, runLooks } from './run-pipeline.ts';
import { toIntegers } from './script-reply.ts';

/** Jobs removed by one script call, which bounds how long it blocks Redis. */
const REMOVE_BATCH = 200;
/** The same for waiting jobs whose priority it lowers, and for queues at which it looks. */
const LOWER_BATCH = 1_000;
const LOOK_BATCH = 100;

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

  async recoverStalled(agents: readonly string[]): Promise<void> {
    await this.recoverQueues(agents.map(agentQueue));
  }

  /**
   * The same for queues of any name. Resolves with how many of them have active jobs. Where jobs wait and nothing tells workers of them, because one
   * that had taken the word died, it is told again.
   */
  async recoverQueues(queues: readonly string[]): Promise<number> {
    const all = queues.map((queue) => ({ agent: queue }));
    // Only queues with active jobs can have lost one.
    const are = await this.#queues.slots.handleBySlot(all, (some) => this.#areBusy(some));
    const busy = queues.filter((_, i) => are[i]);
    const recovered = busy.map((queue) => this.#queues.backendOf(queue).moveStalledJobsToWait());
    await Promise.all(recovered.map((one) => one.catch(passOverWrongType)));
    return busy.length;
  }

  async #areBusy(queues: readonly { readonly agent: string }[]): Promise<readonly boolean[]> {
    const found = new Set<number>();
    for (let from = 0; from < queues.length; from += LOOK_BATCH) {
      const some = queues.slice(from, from + LOOK_BATCH);
      const keys = some.flatMap(({ agent: queue }) =>
        REMIND_KEYS.map((part) => this.#queues.keyOf(queue, part)),
      );
      const reply = await this.#redis.eval(FIND_BUSY_AND_REMIND, keys.length, ...keys);
      for (const place of toIntegers(reply)) found.add(from + place - 1);
    }
    return queues.map((_, i) => found.has(i));
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
