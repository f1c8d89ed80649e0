import type { UndeliverableJob } from './broker.ts';
import { REMOVE_WAITING, REMOVE_WAITING_KEYS } from './lua.ts';
import type { QueueClock } from './queue-clock.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { RedisConnection } from './redis-connection.ts';
import { PARSED_FIELD_NAMES } from './repair-reply.ts';
import { runLooks } from './run-pipeline.ts';
import { LATE_LOOK_MAX } from './why-late.ts';

/** BullMQ's score of a delayed job: its time in milliseconds times this, plus a counter. */
const SCORE_OF_MS = 4_096;

/** Returns why a job is set aside, by the fields of its hash; undefined if it stays. */
export type JudgeFields = (fields: ReadonlyMap<string, string>) => string | undefined;

/** The delayed jobs of a queue on Redis that are due late, the last ones first. */
export class LateJobs {
  readonly #redis: RedisConnection;
  readonly #queues: QueueRegistry;
  readonly #clock: QueueClock;

  constructor(redis: RedisConnection, queues: QueueRegistry, clock: QueueClock) {
    this.#redis = redis;
    this.#queues = queues;
    this.#clock = clock;
  }

  /** Jobs due later than `afterMs` from now for which `judge` returns a reason are given to `onDead` and removed. */
  async remove(
    queue: string,
    afterMs: number,
    judge: JudgeFields,
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    const key = (name: string) => this.#queues.keyOf(queue, name);
    await this.#clock.ready();
    const from = `(${(this.#clock.now() + afterMs) * SCORE_OF_MS}`;
    const last = this.#redis
      .pipeline()
      .zrevrangebyscore(key('delayed'), '+inf', from, 'LIMIT', 0, LATE_LOOK_MAX);
    const [found] = await runLooks(last);
    const jobIds = Array.isArray(found) ? found.map(String) : [];
    if (jobIds.length === 0) return;
    const hashes = this.#redis.pipeline();
    for (const jobId of jobIds) hashes.hmget(key(jobId), ...PARSED_FIELD_NAMES);
    for (const [i, values] of (await runLooks(hashes)).entries()) {
      const fields = toFields(values);
      const reason = judge(fields);
      const jobId = jobIds[i] ?? '';
      if (reason === undefined) continue;
      await onDead({ queue, jobId, reason, data: fields.get('data') ?? '' });
      const places = REMOVE_WAITING_KEYS.map(key);
      await this.#redis.eval(REMOVE_WAITING, places.length, ...places, key(''), jobId);
    }
  }
}

/** Parses a reply to HMGET of `PARSED_FIELD_NAMES`. */
export function toFields(values: unknown): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  if (!Array.isArray(values)) return fields;
  for (const [i, name] of PARSED_FIELD_NAMES.entries()) {
    const value: unknown = values[i];
    if (typeof value === 'string') fields.set(name, value);
  }
  return fields;
}
