import { agentQueue } from '@ag06/contracts';
import type { JobAddress, JobPlace, QueueCounts, QueueState, QueueTurn } from './broker.ts';
import { findHeldBack, toLimit } from './held-back.ts';
import { findLongestWaits } from './longest-waits.ts';
import { COUNT_KEYS, COUNT_QUEUES } from './lua.ts';
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
/** Jobs located, and queues counted, in one step, which bounds how long it blocks Redis. */
const LOCATE_BATCH = 100;
const COUNT_BATCH = 100;

interface QueueSeen {
  readonly counts: QueueCounts;
  /** The next job, if one waits. */
  readonly jobId: string | undefined;
}

/** Queues whose jobs are counted together. */
interface Asked {
  readonly queues: string[];
  readonly seen: Promise<readonly QueueSeen[]>;
}

interface QueueOf {
  readonly agent: string;
}

/** Reads the queues without touching a job. */
export class QueueLook {
  readonly #redis: RedisConnection;
  readonly #queues: QueueRegistry;
  readonly #clock: QueueClock;
  #asked: Asked | undefined;

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
    const [seen] = await this.#lookAt([queue]);
    return seen?.counts ?? NO_JOBS;
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
    const looks = await this.#lookAt(queues.map(({ agent }) => agentQueue(agent)));
    const heads = queues.flatMap(({ agent }, i) => {
      const jobId = looks[i]?.jobId;
      return jobId === undefined ? [] : [{ agent, jobId }];
    });
    const ages = new Map(await this.#findAges(heads));
    return queues.map(({ agent }, i) => {
      const { counts = NO_JOBS, jobId } = looks[i] ?? {};
      return [
        agent,
        { ...counts, head: jobId === undefined ? undefined : { jobId, ageMs: ages.get(agent) ?? 0 } },
      ];
    });
  }

  async #findAges(
    heads: readonly { readonly agent: string; readonly jobId: string }[],
  ): Promise<[agent: string, ageMs: number][]> {
    if (heads.length === 0) return [];
    const times = this.#redis.pipeline();
    for (const { agent, jobId } of heads) times.hmget(this.#queues.key(agent, jobId), 'timestamp', 'delay');
    await this.#clock.ready();
    const replies = await runLooks(times);
    return heads.map(({ agent }, i) => [agent, toAgeMs(replies[i], this.#clock.now())]);
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
    const looks = await this.#lookAt(queues.map(({ agent }) => agentQueue(agent)));
    return queues.map(({ agent }, i) => [agent, looks[i]?.counts ?? NO_JOBS]);
  }

  /** What is asked in one turn of the event loop is one question, where one step can answer it. */
  async #lookAt(queues: readonly string[]): Promise<readonly QueueSeen[]> {
    if (this.#redis.isCluster) return this.#count(queues);
    this.#asked ??= this.#gather();
    const asked = this.#asked;
    const from = asked.queues.length;
    asked.queues.push(...queues);
    return (await asked.seen).slice(from, from + queues.length);
  }

  #gather(): Asked {
    const queues: string[] = [];
    const seen = Promise.resolve().then(() => {
      this.#asked = undefined;
      return this.#count(queues);
    });
    return { queues, seen };
  }

  async #count(queues: readonly string[]): Promise<readonly QueueSeen[]> {
    const seen: QueueSeen[] = [];
    for (let from = 0; from < queues.length; from += COUNT_BATCH) {
      const some = queues.slice(from, from + COUNT_BATCH);
      const keys = some.flatMap((queue) => COUNT_KEYS.map((part) => this.#queues.keyOf(queue, part)));
      const replies = await this.#redis.eval(COUNT_QUEUES, keys.length, ...keys);
      seen.push(...some.map((_, i) => toSeen(Array.isArray(replies) ? replies[i] : undefined)));
    }
    return seen;
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

/** @param reply of `COUNT_QUEUES` for one queue */
function toSeen(reply: unknown): QueueSeen {
  if (!Array.isArray(reply)) return { counts: NO_JOBS, jobId: undefined };
  return { counts: toCounts(reply), jobId: toHeadId(reply[7], reply[8]) };
}

function toCounts(replies: readonly unknown[]): QueueCounts {
  const [wait, prioritized, active, delayed, paused] = replies.slice(0, 5).map(Number);
  const due = toLimit(replies[9]) ?? 0;
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
    ...(due > 0 && { due }),
    ...(heldBack !== undefined && { heldBack }),
  };
}
