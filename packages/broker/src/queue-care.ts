import { ACTIVATION_VERSION, Activation, agentQueue } from '@ag06/contracts';
import type { Redis } from 'ioredis';
import type { JobAddress, UndeliverableJob } from './broker.ts';
import type { QueueRegistry } from './queue-registry.ts';

/** A job that was handed out so often without an end cannot be ended. */
const UNDELIVERABLE_AFTER = 5;
/** Active and waiting jobs looked at in one round. */
const LOOK_MAX = 200;
const REBASE_BATCH = 500;

/** Removes a job with all traces, whatever its fields hold. */
const REMOVE = /* lua */ `
redis.call('LREM', KEYS[2], 0, ARGV[1])
redis.call('LREM', KEYS[3], 0, ARGV[1])
redis.call('SREM', KEYS[4], ARGV[1])
redis.call('ZREM', KEYS[5], ARGV[1])
return redis.call('DEL', KEYS[1], KEYS[1] .. ':lock')
`;

/** What dispatchers do to the queues, besides filling them. */
export class QueueCare {
  readonly #redis: Redis;
  readonly #queues: QueueRegistry;

  constructor(redis: Redis, queues: QueueRegistry) {
    this.#redis = redis;
    this.#queues = queues;
  }

  /** Removes jobs that have not started; a job that is locked, or gone, stays as it is. */
  async remove(jobs: readonly JobAddress[]): Promise<void> {
    await Promise.all(
      jobs.map(({ agent, jobId }) => this.#queues.get(agent).getBackend().remove(jobId, false)),
    );
  }

  async recoverStalled(agents: readonly string[]): Promise<void> {
    await Promise.all(agents.map((agent) => this.#queues.get(agent).getBackend().moveStalledJobsToWait()));
  }

  async removeUndeliverable(
    agents: readonly string[],
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    for (const agent of agents) {
      for (const jobId of await this.#oldestInHand(agent)) await this.#removeIfDead(agent, jobId, onDead);
    }
  }

  async rebasePriorities(agents: readonly string[], seconds: number): Promise<void> {
    for (const agent of agents) await this.#rebase(agent, seconds);
  }

  async #oldestInHand(agent: string): Promise<readonly string[]> {
    const active = await this.#redis.lrange(this.#queues.key(agent, 'active'), -LOOK_MAX, -1);
    const waiting = await this.#redis.lrange(this.#queues.key(agent, 'wait'), -LOOK_MAX, -1);
    return [...active, ...waiting];
  }

  async #removeIfDead(
    agent: string,
    jobId: string,
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    const key = this.#queues.key(agent, jobId);
    const [started, data, parent] = await this.#redis.hmget(key, 'ats', 'data', 'parent');
    if (Number(started ?? 0) < UNDELIVERABLE_AFTER) return;
    const reason = reasonOfDeath(data ?? null, parent ?? null);
    if (reason === undefined) return;
    await onDead({ queue: agentQueue(agent), jobId, reason, data: data ?? '' });
    const names = ['active', 'wait', 'stalled', 'prioritized'].map((name) => this.#queues.key(agent, name));
    await this.#redis.eval(REMOVE, 5, key, ...names, jobId);
  }

  async #rebase(agent: string, seconds: number): Promise<void> {
    const queue = this.#queues.get(agent);
    for (const state of ['prioritized', 'delayed'] as const) {
      for (let from = 0; ; from += REBASE_BATCH) {
        const jobs = await queue.getJobs([state], from, from + REBASE_BATCH - 1, true);
        for (const job of jobs) {
          if (job?.id === undefined) continue;
          const priority = Math.max(1, job.priority - seconds);
          await queue
            .getBackend()
            .changePriority(job.id, priority)
            .catch(() => {});
        }
        if (jobs.length < REBASE_BATCH) break;
      }
    }
  }
}

/** Why a job that comes back for ever can never be ended; undefined for one of ours, which only has bad luck. */
function reasonOfDeath(data: string | null, parent: string | null): string | undefined {
  if (parent !== null) return 'JOB_PARENT_FOREIGN';
  if (data === null) return 'JOB_MALFORMED';
  try {
    const value: unknown = JSON.parse(data);
    const isNewer =
      typeof value === 'object' && value !== null && 'v' in value && Number(value.v) > ACTIVATION_VERSION;
    return isNewer || Activation.safeParse(value).success ? undefined : 'JOB_INVALID';
  } catch {
    return 'JOB_MALFORMED';
  }
}
