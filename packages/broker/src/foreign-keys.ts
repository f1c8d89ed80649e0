import type { UndeliverableJob } from './broker.ts';
import { eachInTurn } from './each-in-turn.ts';
import { FIND_FOREIGN, FIND_SUSPECTS, MOVE_ASIDE, REMOVE_NO_HASH } from './foreign-keys-lua.ts';
import { EXPIRING, QUEUE_KEY_TYPES } from './queue-key-types.ts';
import type { QueueRegistry } from './queue-registry.ts';
import type { RedisConnection } from './redis-connection.ts';
import { runPipeline } from './run-pipeline.ts';
import { toIntegers, toTexts } from './script-reply.ts';

/** Jobs of each list of a queue examined in one round: those that are taken next. */
const LOOK_MAX = 200;
/** How much of a string that is no job goes into its dead letter. */
const SHOWN_BYTES = 1_000;
/** Queues examined in one round trip. */
const QUEUES_AT_ONCE = 50;

const KEY_NAMES = [...QUEUE_KEY_TYPES.keys()];
/** From 1: where the lists of jobs are among them whose jobs may be foreign. */
const PLACES_OF_JOBS = ['active', 'wait', 'prioritized', 'delayed'].map(
  (name) => KEY_NAMES.indexOf(name) + 1,
);

interface Found {
  readonly kind: 'queue' | 'lock' | 'job';
  /** The key without the prefix of the queue's keys. */
  readonly name: string;
  readonly type: string;
}

type OnDead = (job: UndeliverableJob) => Promise<void>;

/**
 * Sets aside keys to which foreign clients gave another type than BullMQ's, because each of its scripts that meets one
 * fails half done. A key of a queue is moved to `<key>:foreign`, where a person can read it. A job is removed.
 */
export class ForeignKeys {
  readonly #redis: RedisConnection;
  readonly #queues: QueueRegistry;

  constructor(redis: RedisConnection, queues: QueueRegistry) {
    this.#redis = redis;
    this.#queues = queues;
  }

  /** Gives each to `onDead` first; if that rejects, it stays. Rejects with the first error, after all queues. */
  async setAside(queues: readonly string[], onDead: OnDead): Promise<void> {
    await eachInTurn(await this.#findAll(queues), async ([queue, foreign]) => {
      for (const found of foreign) {
        await onDead(await this.#toLetter(queue, found));
        await this.#remove(queue, found);
      }
    });
  }

  async #findAll(queues: readonly string[]): Promise<readonly (readonly [string, readonly Found[]])[]> {
    const suspects = await this.#findSuspects(queues);
    return suspects.length === 0 ? [] : this.#examine(suspects);
  }

  /** Most queues of an idle fleet are sound and have no jobs: one command tells of all of them, and one of each on a Cluster. */
  async #findSuspects(queues: readonly string[]): Promise<readonly string[]> {
    const names = queues.map((queue) => ({ agent: queue }));
    const are = await this.#queues.slots.handleBySlot(names, (some) => this.#areSuspect(some));
    return queues.filter((_, i) => are[i]);
  }

  async #areSuspect(queues: readonly { readonly agent: string }[]): Promise<readonly boolean[]> {
    const found = new Set<number>();
    for (let from = 0; from < queues.length; from += QUEUES_AT_ONCE) {
      const some = queues.slice(from, from + QUEUES_AT_ONCE);
      const keys = some.flatMap(({ agent: queue }) =>
        KEY_NAMES.map((name) => this.#queues.keyOf(queue, name)),
      );
      const types = [...QUEUE_KEY_TYPES.values()];
      const args = [KEY_NAMES.length, ...types, ...PLACES_OF_JOBS];
      const reply = await this.#redis.eval(FIND_SUSPECTS, keys.length, ...keys, ...args);
      for (const place of toIntegers(reply)) found.add(from + place - 1);
    }
    return queues.map((_, i) => found.has(i));
  }

  async #examine(queues: readonly string[]): Promise<readonly (readonly [string, readonly Found[]])[]> {
    const all: [string, readonly Found[]][] = [];
    // On a Cluster each queue is in a slot of its own.
    const atOnce = this.#redis.isCluster ? 1 : QUEUES_AT_ONCE;
    for (let from = 0; from < queues.length; from += atOnce) {
      const some = queues.slice(from, from + atOnce);
      const pipeline = this.#redis.pipeline();
      for (const queue of some)
        pipeline.eval(FIND_FOREIGN, QUEUE_KEY_TYPES.size, ...this.#toArguments(queue));
      const replies = await runPipeline(pipeline);
      for (const [i, queue] of some.entries()) all.push([queue, toFound(replies[i])]);
    }
    return all;
  }

  #toArguments(queue: string): readonly (string | number)[] {
    const keys = [...QUEUE_KEY_TYPES.keys()].map((name) => this.#queues.keyOf(queue, name));
    return [...keys, this.#queues.keyOf(queue, ''), LOOK_MAX, ...[...QUEUE_KEY_TYPES].flat()];
  }

  async #toLetter(queue: string, { kind, name, type }: Found): Promise<UndeliverableJob> {
    const key = this.#queues.keyOf(queue, name);
    const text =
      type === 'string' ? await this.#redis.getrange(key, 0, SHOWN_BYTES - 1).catch(() => '') : undefined;
    const found = { key, type, ...(text !== undefined && { text }) };
    return kind === 'job'
      ? { queue, jobId: name, reason: 'JOB_MALFORMED', data: JSON.stringify(found) }
      : {
          queue,
          jobId: name,
          reason: 'QUEUE_KEY_FOREIGN',
          data: JSON.stringify({ ...found, expected: expectedType(name), movedTo: `${key}:foreign` }),
        };
  }

  async #remove(queue: string, { kind, name }: Found): Promise<void> {
    const key = (of: string) => this.#queues.keyOf(queue, of);
    if (kind === 'job') {
      const places = ['active', 'wait', 'prioritized', 'delayed', 'stalled'].map(key);
      await this.#redis.eval(REMOVE_NO_HASH, 1 + places.length, key(name), ...places, name);
    } else {
      await this.#redis.eval(MOVE_ASIDE, 2, key(name), `${key(name)}:foreign`, expectedType(name));
    }
  }
}

/** Of a key of the queue, or of a job's lock. */
const expectedType = (name: string): string => QUEUE_KEY_TYPES.get(name) ?? EXPIRING;

function toFound(reply: unknown): readonly Found[] {
  const parts = toTexts(reply);
  return Array.from({ length: parts.length / 3 }, (_, i) => {
    const [kind, name = '', type = ''] = parts.slice(3 * i, 3 * i + 3);
    return { kind: kind === 'job' || kind === 'lock' ? kind : 'queue', name, type };
  });
}
