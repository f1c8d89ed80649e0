import { randomBytes } from 'node:crypto';
import { parseDeadLetter, parseWorkerRecord } from '@ag06/contracts';
import {
  type DeadLetter,
  type FleetStore,
  readCount,
  type StoredDeadLetter,
  WANTED_AGENTS_MAX,
  type WorkerRecord,
} from '@ag06/store/fleet';
import type { GlobalKeys } from './keys.ts';
import { ParsedRecords } from './parsed-records.ts';
import type { RedisClient } from './redis-client.ts';
import { readRedisClock } from './redis-clock.ts';
import { registerWorker } from './register-worker.ts';

const DEAD_LETTERS_MAX = 10_000;
/** Of an entry of a stream. */
const LETTER_ID = /^\d{1,20}-\d{1,20}$/;

function toLetter([id, [, body = '']]: [string, string[]]): StoredDeadLetter[] {
  const letter = parseDeadLetter(body);
  return letter === undefined ? [] : [{ ...letter, id }];
}

const MOVE_EPOCH = /* lua */ `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
`;

const ACQUIRE_LEASE = /* lua */ `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/** Workers, agents, the epoch of priorities, leases and dead letters, in a few global keys. */
export class RedisFleetStore implements FleetStore {
  readonly #redis: RedisClient;
  readonly #keys: GlobalKeys;
  readonly #workers = new ParsedRecords(parseWorkerRecord);

  constructor(redis: RedisClient, keys: GlobalKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  registerWorker(worker: WorkerRecord): Promise<void> {
    return registerWorker(this.#redis, this.#keys, worker);
  }

  async removeWorker(id: string): Promise<void> {
    await this.#redis.hdel(this.#keys.workers, id);
  }

  async listWorkers(withinMs: number): Promise<readonly WorkerRecord[]> {
    const [all, now] = await Promise.all([this.#redis.hgetall(this.#keys.workers), this.#now()]);
    const workers = this.#workers.read(all);
    const since = now - withinMs;
    const gone = workers.filter((worker) => worker.seenAt < since - 60_000);
    if (gone.length > 0) await this.#redis.hdel(this.#keys.workers, ...gone.map((worker) => worker.id));
    return workers.filter((worker) => worker.seenAt >= since).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async listAgents(): Promise<readonly string[]> {
    return (await this.#redis.smembers(this.#keys.agents)).sort();
  }

  async noteAgents(agents: readonly string[]): Promise<void> {
    if (agents.length === 0) return;
    const now = String(await this.#now());
    const pipeline = this.#redis
      .pipeline()
      .zadd(this.#keys.wantedAgents, ...agents.flatMap((agent) => [now, agent]))
      .zremrangebyrank(this.#keys.wantedAgents, '0', String(-(WANTED_AGENTS_MAX + 1)));
    for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
  }

  async listQueuedAgents(): Promise<readonly string[]> {
    const [served, wanted] = await Promise.all([
      this.#redis.smembers(this.#keys.agents),
      this.#redis.zrange(this.#keys.wantedAgents, 0, '-1'),
    ]);
    return [...new Set([...served, ...wanted])].sort();
  }

  async loadEpoch(): Promise<number> {
    return readCount('epoch', await this.#loadOrSet(this.#keys.epoch, () => this.#now()));
  }

  async moveEpoch(expected: number, epoch: number): Promise<boolean> {
    return (await this.#redis.eval(MOVE_EPOCH, 1, this.#keys.epoch, expected, epoch)) === 1;
  }

  async loadSecret(): Promise<string> {
    return this.#loadOrSet(this.#keys.secret, () => randomBytes(32).toString('hex'));
  }

  /** Reads first, because a Redis whose memory is full still answers reads. */
  async #loadOrSet(key: string, create: () => string | Promise<number>): Promise<string> {
    const known = await this.#redis.get(key);
    if (known !== null) return known;
    await this.#redis.set(key, await create(), 'NX');
    return (await this.#redis.get(key)) ?? '';
  }

  async acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    return (await this.#redis.eval(ACQUIRE_LEASE, 1, this.#keys.lease(name), holder, ttlMs)) === 1;
  }

  async addDeadLetter(letter: DeadLetter): Promise<void> {
    const body = JSON.stringify({ ...letter, at: await this.#now() });
    await this.#redis.xadd(this.#keys.deadLetters, 'MAXLEN', '~', DEAD_LETTERS_MAX, '*', 'letter', body);
  }

  async listDeadLetters(limit: number, before?: string): Promise<readonly StoredDeadLetter[]> {
    if (before !== undefined && !LETTER_ID.test(before)) return [];
    const letters: StoredDeadLetter[] = [];
    let end = before === undefined ? '+' : `(${before}`;
    for (;;) {
      const left = limit - letters.length;
      const entries = await this.#redis.xrevrange(this.#keys.deadLetters, end, '-', 'COUNT', left);
      letters.push(...entries.flatMap(toLetter));
      const [last] = entries.at(-1) ?? [];
      if (last === undefined || entries.length < left || letters.length === limit) return letters;
      end = `(${last}`;
    }
  }

  async loadDeadLetter(id: string): Promise<StoredDeadLetter | undefined> {
    if (!LETTER_ID.test(id)) return undefined;
    return (await this.#redis.xrange(this.#keys.deadLetters, id, id)).flatMap(toLetter)[0];
  }

  async removeDeadLetter(id: string): Promise<boolean> {
    return LETTER_ID.test(id) && (await this.#redis.xdel(this.#keys.deadLetters, id)) === 1;
  }

  /** Reads the store's clock, because the clocks of hosts may be wrong. */
  #now(): Promise<number> {
    return readRedisClock(this.#redis);
  }
}
