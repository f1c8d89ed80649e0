import { agentQueue } from '@ag06/contracts';
import type { UndeliverableJob } from './broker.ts';
import { REMOVE_UNLOCKED } from './lua.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { RedisConnection } from './redis-connection.ts';
import { PARSED_FIELD_NAMES } from './repair-reply.ts';
import { runPipeline } from './run-pipeline.ts';
import { DELIVERIES_MAX, whyUndeliverable } from './why-undeliverable.ts';

/** Active and waiting jobs of a queue that are looked at in one round, of each the ones that are there longest. */
const LOOK_MAX = 200;

/**
 * Finds and removes jobs that come back for ever since BullMQ can neither deliver nor end them. A sound activation is
 * never one of them, however often it was delivered: one that is handed back or delayed counts deliveries too.
 */
export class UndeliverableJobs {
  readonly #redis: RedisConnection;
  readonly #queues: QueueRegistry;

  constructor(redis: RedisConnection, queues: QueueRegistry) {
    this.#redis = redis;
    this.#queues = queues;
  }

  async removeUndeliverable(
    agents: readonly string[],
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    for (const agent of agents) {
      for (const jobId of await this.#findReturning(agent)) await this.#removeIfDead(agent, jobId, onDead);
    }
  }

  /** Ids of unlocked jobs that were delivered too often. */
  async #findReturning(agent: string): Promise<readonly string[]> {
    const lists = this.#redis.pipeline();
    for (const list of ['active', 'wait']) lists.lrange(this.#queues.key(agent, list), -LOOK_MAX, -1);
    const jobIds = (await runPipeline(lists)).flat().map(String);
    if (jobIds.length === 0) return [];
    const looks = this.#redis.pipeline();
    for (const jobId of jobIds) {
      looks.hget(this.#queues.key(agent, jobId), 'ats');
      looks.exists(`${this.#queues.key(agent, jobId)}:lock`);
    }
    const replies = await runPipeline(looks);
    return jobIds.filter((_, i) => Number(replies[2 * i]) >= DELIVERIES_MAX && replies[2 * i + 1] === 0);
  }

  async #removeIfDead(
    agent: string,
    jobId: string,
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    const hash = this.#queues.key(agent, jobId);
    const values = await this.#redis.hmget(hash, ...PARSED_FIELD_NAMES);
    const fields = new Map(PARSED_FIELD_NAMES.flatMap((name, i) => toEntry(name, values[i])));
    const reason = whyUndeliverable(fields);
    if (reason === undefined) return;
    await onDead({ queue: agentQueue(agent), jobId, reason, data: fields.get('data') ?? '' });
    const others = ['active', 'wait', 'stalled', 'events'].map((name) => this.#queues.key(agent, name));
    await this.#redis.eval(REMOVE_UNLOCKED, 1 + others.length, hash, ...others, jobId);
  }
}

const toEntry = (name: string, value: string | null | undefined): readonly [string, string][] =>
  value === null || value === undefined ? [] : [[name, value]];
