import { agentQueue } from '@ag06/contracts';
import type { JobAddress, JobPlace, QueueCounts, QueueState, QueueTurn } from './broker.ts';
import { findHeldBack, toLimit } from './held-back.ts';
import { findLongestWaits } from './longest-waits.ts';
import type { QueueClock } from './queue-clock.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { RedisConnection } from './redis-connection.ts';
import { runLooks } from './run-pipeline.ts';

/** BullMQ keeps a job's priority in the upper part of its score. */
const PRIORITY_SHIFT = 2 ** 32;
/** Foreign jobs may fill a wait list; ours are at its end. */
const WAIT_LOOK_MAX = 10_000;
/** Where clients of BullMQ 5 move the wait list when they pause a queue. */
const OLD_PAUSED_LIST = 'paused';
const NO_JOBS: QueueCounts = { waiting: 0, active: 0, delayed: 0 };
/** Jobs located in one step, which bounds how long it blocks Redis. */
const LOCATE_BATCH = 100;

interface QueueOf {
  readonly agent: string;
}

/** Reads the queues without touching a job. */
export class QueueLook {
  readonly #redis: RedisConnection;
  readonly #queues: QueueRegistry;
  readonly #clock: QueueClock;

  constructor(redis: RedisConnection, queues: QueueRegistry, clock: QueueClock) {
    this.#redis = redis;
    this.#queues = queues;
    this.#clock = clock;
  }

  async peek(agents: readonly string[]): Promise<ReadonlyMap<string, number | undefined>> {
    const queues = agents.map((agent) => ({ agent }));
    return new Map(await this.#queues.slots.handleBySlot(queues, (some) => this.#peekAtOnce(some)));
  }

  async locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]> {
    const places: JobPlace[] = [];
    for (let from = 0; from < jobs.length; from += LOCATE_BATCH) {
      const batch = jobs.slice(from, from + LOCATE_BATCH);
      places.push(...(await this.#queues.slots.handleBySlot(batch, (some) => this.#locateAtOnce(some))));
    }
    return places;
  }

  findTurns(jobs: readonly JobAddress[]): Promise<readonly (QueueTurn | undefined)[]> {
    return this.#queues.slots.handleBySlot(jobs, (some) => this.#findTurnsAtOnce(some));
  }

  async countJobs(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>> {
    const queues = agents.map((agent) => ({ agent }));
    return new Map(await this.#queues.slots.handleBySlot(queues, (some) => this.#countAtOnce(some)));
  }

  async countEntryJobs(queue: string): Promise<QueueCounts> {
    const [counts] = await this.#countQueues([queue]);
    return counts ?? NO_JOBS;
  }

  async findLongestWaits(agents: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const queues = agents.map((agent) => ({ agent }));
    const key = (agent: string, part: string) => this.#queues.key(agent, part);
    await this.#clock.ready();
    const find = (some: readonly QueueOf[]) => findLongestWaits(this.#redis, key, some, this.#clock);
    return new Map(
      (await this.#queues.slots.handleBySlot(queues, find)).filter((wait) => wait !== undefined),
    );
  }

  async inspect(agents: readonly string[]): Promise<ReadonlyMap<string, QueueState>> {
    const queues = agents.map((agent) => ({ agent }));
    return new Map(await this.#queues.slots.handleBySlot(queues, (some) => this.#inspectAtOnce(some)));
  }

  async #inspectAtOnce(queues: readonly QueueOf[]): Promise<[agent: string, state: QueueState][]> {
    const counted = this.#countAtOnce(queues);
    const heads = this.#redis.pipeline();
    for (const { agent } of queues) {
      heads.lindex(this.#queues.key(agent, 'wait'), -1);
      heads.zrange(this.#queues.key(agent, 'prioritized'), '0', '0');
    }
    const [counts, found] = await Promise.all([counted, runLooks(heads)]);
    const jobIds = queues.map((_, i) => toHeadId(found[2 * i], found[2 * i + 1]));
    const times = this.#redis.pipeline();
    for (const [i, { agent }] of queues.entries())
      times.hmget(this.#queues.key(agent, jobIds[i] ?? ''), 'timestamp', 'delay');
    await this.#clock.ready();
    const ages = (await runLooks(times)).map((one) => toAgeMs(one, this.#clock.now()));
    return counts.map(([agent, ofAgent], i) => {
      const jobId = jobIds[i];
      return [agent, { ...ofAgent, head: jobId === undefined ? undefined : { jobId, ageMs: ages[i] ?? 0 } }];
    });
  }

  async #peekAtOnce(queues: readonly QueueOf[]): Promise<[agent: string, key: number | undefined][]> {
    const pipeline = this.#redis.pipeline();
    for (const { agent } of queues) {
      pipeline.lindex(this.#queues.key(agent, 'wait'), -1);
      pipeline.zrange(this.#queues.key(agent, 'prioritized'), '0', '0', 'WITHSCORES');
    }
    const replies = await runLooks(pipeline);
    return queues.map(({ agent }, i) => [agent, toHead(replies[2 * i], replies[2 * i + 1])]);
  }

  async #countAtOnce(queues: readonly QueueOf[]): Promise<[agent: string, counts: QueueCounts][]> {
    const counts = await this.#countQueues(queues.map(({ agent }) => agentQueue(agent)));
    return queues.map(({ agent }, i) => [agent, counts[i] ?? NO_JOBS]);
  }

  async #countQueues(queues: readonly string[]): Promise<QueueCounts[]> {
    const pipeline = this.#redis.pipeline();
    for (const queue of queues) {
      pipeline.llen(this.#queues.keyOf(queue, 'wait'));
      pipeline.zcard(this.#queues.keyOf(queue, 'prioritized'));
      pipeline.llen(this.#queues.keyOf(queue, 'active'));
      pipeline.zcard(this.#queues.keyOf(queue, 'delayed'));
      pipeline.llen(this.#queues.keyOf(queue, OLD_PAUSED_LIST));
      pipeline.hmget(this.#queues.keyOf(queue, 'meta'), 'paused', 'concurrency', 'max');
      pipeline.get(this.#queues.keyOf(queue, 'limiter'));
    }
    const replies = await runLooks(pipeline);
    return queues.map((_, i) => toCounts(replies.slice(7 * i, 7 * i + 7)));
  }

  async #findTurnsAtOnce(jobs: readonly JobAddress[]): Promise<(QueueTurn | undefined)[]> {
    const pipeline = this.#redis.pipeline();
    for (const { agent, jobId } of jobs) {
      pipeline.zrank(this.#queues.key(agent, 'prioritized'), jobId);
      pipeline.lpos(this.#queues.key(agent, 'wait'), jobId, 'RANK', -1, 'MAXLEN', WAIT_LOOK_MAX);
      pipeline.llen(this.#queues.key(agent, 'wait'));
      pipeline.hmget(this.#queues.key(agent, jobId), 'timestamp', 'delay');
    }
    await this.#clock.ready();
    const replies = await runLooks(pipeline);
    const now = this.#clock.now();
    return jobs.map((_, i) => toTurn(replies.slice(4 * i, 4 * i + 4), now));
  }

  /** A transaction, so that a job that moves from one list to another is not missed in both. */
  async #locateAtOnce(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]> {
    const transaction = this.#redis.multi();
    for (const { agent, jobId } of jobs) {
      transaction.zscore(this.#queues.key(agent, 'prioritized'), jobId);
      transaction.zscore(this.#queues.key(agent, 'delayed'), jobId);
      transaction.lpos(this.#queues.key(agent, 'active'), jobId);
      transaction.lpos(this.#queues.key(agent, 'wait'), jobId, 'RANK', -1, 'MAXLEN', WAIT_LOOK_MAX);
      transaction.lpos(this.#queues.key(agent, OLD_PAUSED_LIST), jobId, 'MAXLEN', WAIT_LOOK_MAX);
      transaction.exists(`${this.#queues.key(agent, jobId)}:lock`);
    }
    const replies = await runLooks(transaction);
    return jobs.map((_, i) => toPlace(replies.slice(6 * i, 6 * i + 6)));
  }
}

function toHead(waiting: unknown, prioritized: unknown): number | undefined {
  if (waiting !== null) return 0;
  const score = Array.isArray(prioritized) ? prioritized[1] : undefined;
  return score === undefined ? undefined : Math.max(0, Math.floor(Number(score) / PRIORITY_SHIFT));
}

/** Uses the lists only: a job on none of them will not be delivered, even if its hash exists. */
function toPlace([prioritized, delayed, active, wait, paused, lock]: readonly unknown[]): JobPlace {
  if (delayed !== null) return 'delayed';
  if (prioritized !== null || wait !== null || paused !== null) return 'queued';
  if (active === null) return 'absent';
  return lock === 1 ? 'locked' : 'unlocked';
}

/** Jobs on the wait list are more urgent than any priority, and are taken from its end. */
function toTurn([prioritized, wait, waiting, times]: readonly unknown[], now: number): QueueTurn | undefined {
  if (prioritized === null && wait === null) return undefined;
  const ahead = wait === null ? Number(waiting) + Number(prioritized) : Number(waiting) - 1 - Number(wait);
  return { ahead: Math.max(0, ahead), ageMs: toAgeMs(times, now) };
}

/** @param times when the job was added, and how long it was delayed; null if that was never written */
function toAgeMs(times: unknown, now: number): number {
  const [addedAt, delayMs] = Array.isArray(times) ? times : [];
  return typeof addedAt === 'string' ? Math.max(0, now - Number(addedAt) - Number(delayMs ?? 0)) : 0;
}

function toHeadId(waiting: unknown, prioritized: unknown): string | undefined {
  const [first] = Array.isArray(prioritized) ? prioritized : [];
  const jobId = waiting ?? first;
  return typeof jobId === 'string' ? jobId : undefined;
}

function toCounts(replies: readonly unknown[]): QueueCounts {
  const [wait, prioritized, active, delayed, paused] = replies.slice(0, 5).map(Number);
  const [isPaused, concurrency, max] = Array.isArray(replies[5]) ? replies[5] : [];
  const heldBack = findHeldBack({
    isPaused: typeof isPaused === 'string',
    active: active ?? 0,
    concurrency: toLimit(concurrency),
    max: toLimit(max),
    begun: toLimit(replies[6]) ?? 0,
  });
  return {
    waiting: (wait ?? 0) + (prioritized ?? 0) + (paused ?? 0),
    active: active ?? 0,
    delayed: delayed ?? 0,
    ...(heldBack !== undefined && { heldBack }),
  };
}
