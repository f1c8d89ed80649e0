import { StoreError, type StoreLayout } from '@ag06/store';
import { type GlobalKeys, globalKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

/**
 * Version of the layout of keys and of the function's state. This program reads all versions up to the newest.
 * 1: parked units are kept in the words of the API, and the list of blocked units has no park numbers.
 * 2: they are kept as `parked`, and the list has the numbers. Programs that only know version 1 cannot read it.
 */
export const SCHEMA_VERSION = 2;

/** How long a process may write the older version after a raise. Every process that may be at work reads it. */
const KNOWN_FOR_MS = 10_000;

/** Raises the version. Never lowers it. */
const RAISE = /* lua */ `
local stored = redis.call('GET', KEYS[1])
if not stored or tonumber(stored) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
`;

/** The layout of the store, which a duty of the dispatchers raises. */
export function createLayout(redis: RedisClient, prefix: string | undefined): StoreLayout {
  const { schema } = globalKeys(prefix);
  return {
    newest: SCHEMA_VERSION,
    isNewest: async () => Number(await redis.get(schema)) >= SCHEMA_VERSION,
    raise: async () => void (await redis.eval(RAISE, 1, schema, SCHEMA_VERSION)),
  };
}

/** The version in which this process writes the store. */
export class Schema {
  readonly #redis: RedisClient;
  readonly #keys: GlobalKeys;
  readonly #knownForMs: number;
  /** The version that every program reads, until the store has answered. */
  #version = 1;
  #lookAt = 0;

  constructor(redis: RedisClient, prefix: string | undefined, knownForMs = KNOWN_FOR_MS) {
    this.#redis = redis;
    this.#knownForMs = knownForMs;
    this.#keys = globalKeys(prefix);
  }

  /** Returns the known version. Asks the store from time to time, without waiting for the answer. */
  get version(): number {
    if (performance.now() >= this.#lookAt) this.#lookAgain();
    return this.#version;
  }

  /**
   * Learns the store's version. A new store gets the newest.
   *
   * @throws StoreError STORE_SCHEMA_NEWER
   */
  async open(): Promise<void> {
    // Reads first, because a Redis whose memory is full refuses the write.
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
    // An installation that lost its version in a fail-over may have older programs.
    const isNew = (await this.#redis.exists(this.#keys.partitions)) === 0;
    await this.#redis.set(this.#keys.schema, isNew ? SCHEMA_VERSION : 1, 'NX');
    return this.#redis.get(this.#keys.schema);
  }

  #lookAgain(): void {
    this.#lookAt = performance.now() + this.#knownForMs;
    this.#redis.get(this.#keys.schema).then(
      (stored) => this.#learn(stored),
      // Commands fail for the same reason, and report it.
      () => {},
    );
  }

  #learn(stored: string | null): void {
    this.#lookAt = performance.now() + this.#knownForMs;
    this.#version = Math.max(this.#version, Math.min(Number(stored), SCHEMA_VERSION));
  }
}
