import { agentQueue } from '@ag06/contracts';
import type { UndeliverableJob } from './broker.ts';
import { eachInTurn, eachTogether } from './each-in-turn.ts';
import { findKept } from './find-kept.ts';
import { ForeignKeys } from './foreign-keys.ts';
import { type JudgeFields, LateJobs, toFields } from './late-jobs.ts';
import { REMOVE_UNLOCKED } from './lua.ts';
import type { QueueClock } from './queue-clock.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { RedisConnection } from './redis-connection.ts';
import { PARSED_FIELD_NAMES } from './repair-reply.ts';
import { runLooks } from './run-pipeline.ts';
import { DELAY_MAX_MS, UNSOUND_DELAY_MAX_MS, whyTooLate } from './why-late.ts';
import { DELIVERIES_MAX, whyUndeliverable } from './why-undeliverable.ts';

/** Active and waiting jobs of a queue examined in one round: the oldest of each. */
const LOOK_MAX = 200;

type OnDead = (job: UndeliverableJob) => Promise<void>;

interface Returning {
  readonly jobId: string;
  readonly deliveries: number;
}

/**
 * Finds and removes jobs that return for ever because BullMQ can neither deliver nor end them, and jobs that are due
 * only in ages. A valid activation is never one of them, however often it was delivered, because one that is handed
 * back or delayed counts deliveries too.
 */
export class UndeliverableJobs {
  readonly #redis: RedisConnection;
  readonly #queues: QueueRegistry;
  readonly #late: LateJobs;
  readonly #foreign: ForeignKeys;

  constructor(redis: RedisConnection, queues: QueueRegistry, clock: QueueClock) {
    this.#redis = redis;
    this.#queues = queues;
    this.#late = new LateJobs(redis, queues, clock);
    this.#foreign = new ForeignKeys(redis, queues);
  }

  async removeUndeliverable(agents: readonly string[], onDead: OnDead): Promise<void> {
    const whyUnsound: JudgeFields = (fields) => whyUndeliverable(fields, 0);
    const queues = new Map(agents.map((agent) => [agentQueue(agent), agent]));
    const kept = await findKept(this.#redis, this.#queues, [...queues.keys()], ['active', 'wait', 'delayed']);
    await eachTogether(
      kept.flatMap((queue) => queues.get(queue) ?? []),
      async (agent) => {
        await eachTogether(
          [
            () => this.#removeReturning(agent, onDead),
            () => this.#late.remove(agentQueue(agent), UNSOUND_DELAY_MAX_MS, whyUnsound, onDead),
          ],
          (act) => act(),
        );
      },
    );
  }

  async setForeignAside(queues: readonly string[], onDead: OnDead): Promise<void> {
    await eachInTurn(
      [() => this.#foreign.setAside(queues, onDead), () => this.#removeLate(queues, onDead)],
      (act) => act(),
    );
  }

  async #removeLate(queues: readonly string[], onDead: OnDead): Promise<void> {
    const delayed = await findKept(this.#redis, this.#queues, queues, ['delayed']);
    await eachTogether(delayed, (queue) => this.#late.remove(queue, DELAY_MAX_MS, whyTooLate, onDead));
  }

  async #removeReturning(agent: string, onDead: OnDead): Promise<void> {
    for (const job of await this.#findReturning(agent)) await this.#removeIfDead(agent, job, onDead);
  }

  /** Unlocked jobs that were delivered too often. */
  async #findReturning(agent: string): Promise<readonly Returning[]> {
    const lists = this.#redis.pipeline();
    for (const list of ['active', 'wait']) lists.lrange(this.#queues.key(agent, list), -LOOK_MAX, -1);
    const jobIds = (await runLooks(lists)).flatMap((ids) => (Array.isArray(ids) ? ids.map(String) : []));
    if (jobIds.length === 0) return [];
    const looks = this.#redis.pipeline();
    for (const jobId of jobIds) {
      looks.hget(this.#queues.key(agent, jobId), 'ats');
      looks.exists(`${this.#queues.key(agent, jobId)}:lock`);
    }
    const replies = await runLooks(looks);
    return jobIds.flatMap((jobId, i) => {
      const deliveries = Number(replies[2 * i]);
      return deliveries >= DELIVERIES_MAX && replies[2 * i + 1] === 0 ? [{ jobId, deliveries }] : [];
    });
  }

  async #removeIfDead(agent: string, { jobId, deliveries }: Returning, onDead: OnDead): Promise<void> {
    const hash = this.#queues.key(agent, jobId);
    const fields = toFields(await this.#redis.hmget(hash, ...PARSED_FIELD_NAMES));
    const reason = whyUndeliverable(fields, deliveries);
    if (reason === undefined) return;
    await onDead({ queue: agentQueue(agent), jobId, reason, data: fields.get('data') ?? '' });
    const others = ['active', 'wait', 'stalled', 'events'].map((name) => this.#queues.key(agent, name));
    await this.#redis.eval(REMOVE_UNLOCKED, 1 + others.length, hash, ...others, jobId);
  }
}
