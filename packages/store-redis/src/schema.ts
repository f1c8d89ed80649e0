import { StoreError } from '@ag06/store';
import { type GlobalKeys, globalKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

/**
 * Version of the layout of keys and of the function's state; this program reads all up to the newest one.
 * 1: what is parked is kept under the words of the API, and the list of what is blocked has no park numbers.
 * 2: it is kept under the word `parked`, and the list has them. Programs that know 1 alone cannot read it.
 */
export const SCHEMA_VERSION = 2;

/** How long a process may write an older version after it was raised. It is read nevertheless. */
const KNOWN_FOR_MS = 10_000;

/** Raised by none that knows less, and never lowered. */
const RAISE = /* lua */ `
local stored = redis.call('GET', KEYS[1])
if not stored or tonumber(stored) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
`;

/**
 * From now on the store is written in the newest version that this program knows, by every process within 10 s. Only once
 * no process lives that knows less: it would take what it cannot read for something else.
 */
export async function raiseSchema(redis: RedisClient, prefix?: string): Promise<void> {
  await redis.eval(RAISE, 1, globalKeys(prefix).schema, SCHEMA_VERSION);
}

/** The version in which the store is to be written, as this process knows it. */
export class Schema {
  readonly #redis: RedisClient;
  readonly #keys: GlobalKeys;
  readonly #knownForMs: number;
  /** What every program can read, until the store has said. */
  #version = 1;
  #lookAt = 0;

  constructor(redis: RedisClient, prefix: string | undefined, knownForMs = KNOWN_FOR_MS) {
    this.#redis = redis;
    this.#knownForMs = knownForMs;
    this.#keys = globalKeys(prefix);
  }

  /** Asks the store now and then, and waits for no answer. */
  get version(): number {
    if (performance.now() >= this.#lookAt) this.#lookAgain();
    return this.#version;
  }

  /**
   * Says which version the store has; one that is new gets the newest.
   *
   * @throws StoreError STORE_SCHEMA_NEWER
   */
  async open(): Promise<void> {
    // Not written where it is written already: that is refused by a Redis whose memory is full.
    const stored = (await this.#redis.get(this.#keys.schema)) ?? (await this.#mark());
    if (Number(stored) > SCHEMA_VERSION) {
      throw new StoreError(
        'STORE_SCHEMA_NEWER',
        `This store was written by schema version ${stored}; this program knows ${SCHEMA_VERSION}. Upgrade the program.`,
      );
    }
    this.#learn(stored);
  }

  async #mark(): Promise<string | null> {
    // An installation that a fail-over made forget its version may have older programs.
    const isNew = (await this.#redis.exists(this.#keys.partitions)) === 0;
    await this.#redis.set(this.#keys.schema, isNew ? SCHEMA_VERSION : 1, 'NX');
    return this.#redis.get(this.#keys.schema);
  }

  #lookAgain(): void {
    this.#lookAt = performance.now() + this.#knownForMs;
    this.#redis.get(this.#keys.schema).then(
      (stored) => this.#learn(stored),
      // Whatever keeps the answer away keeps commands away as well, and they say so.
      () => {},
    );
  }

  #learn(stored: string | null): void {
    this.#lookAt = performance.now() + this.#knownForMs;
    this.#version = Math.max(this.#version, Math.min(Number(stored), SCHEMA_VERSION));
  }
}
