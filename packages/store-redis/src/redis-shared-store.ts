import {
  brokenRecord,
  type SharedDocument,
  type SharedGuard,
  type SharedKind,
  type SharedStore,
  skipBroken,
} from '@ag06/store';
import { Cluster } from 'ioredis';
import type { GlobalKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import type { Subscriptions } from './subscriptions.ts';

/**
 * ARGV: name, expected version, text, publishing command; for a guard also its name and version, in the hash KEYS[2].
 * Publishes the name on the channel KEYS[1].
 */
const SWAP = /* lua */ `
if KEYS[2] then
  local guarded = redis.call('HGET', KEYS[2], ARGV[5])
  if not guarded or string.match(guarded, '^(%d+)|') ~= ARGV[6] then return 0 end
end
local found = redis.call('HGET', KEYS[1], ARGV[1])
local version, text = 0, nil
if found then
  version, text = string.match(found, '^(%d+)|%d+|(.*)$')
  version = tonumber(version)
end
local expected = tonumber(ARGV[2])
if version == expected + 1 then return text == ARGV[3] and 1 or 0 end
if version ~= expected then return 0 end
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', expected + 1) .. '|' .. now .. '|' .. ARGV[3])
redis.call(ARGV[4], KEYS[1], ARGV[1])
return 1
`;

/** ARGV: name, expected version. */
const REMOVE = /* lua */ `
local found = redis.call('HGET', KEYS[1], ARGV[1])
if not found then return 1 end
if string.match(found, '^(%d+)|') ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
`;

/** Shared documents: one hash for each kind. Its key is also the channel on which changes are published. */
export class RedisSharedStore implements SharedStore {
  readonly #redis: RedisClient;
  readonly #keys: GlobalKeys;
  readonly #subscriptions: Subscriptions;
  readonly #publish: string;

  constructor(redis: RedisClient, keys: GlobalKeys, subscriptions: Subscriptions) {
    this.#redis = redis;
    this.#keys = keys;
    this.#subscriptions = subscriptions;
    this.#publish = redis instanceof Cluster ? 'SPUBLISH' : 'PUBLISH';
  }

  async load(kind: SharedKind, name: string): Promise<SharedDocument | undefined> {
    const found = await this.#redis.hget(this.#keys.shared(kind), name);
    return found === null ? undefined : readDocument(kind, name, found);
  }

  async list(kind: SharedKind): Promise<readonly SharedDocument[]> {
    const all = Object.entries(await this.#redis.hgetall(this.#keys.shared(kind)));
    return all
      .flatMap(([name, text]) => skipBroken(() => readDocument(kind, name, text)) ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async swap(
    kind: SharedKind,
    name: string,
    expected: number,
    text: string,
    guard?: SharedGuard,
  ): Promise<boolean> {
    const keys = [kind, ...(guard === undefined ? [] : [guard.kind])].map(this.#keys.shared);
    const guarded = guard === undefined ? [] : [guard.name, guard.version];
    const values = [name, expected, text, this.#publish, ...guarded];
    return (await this.#redis.eval(SWAP, keys.length, ...keys, ...values)) === 1;
  }

  async remove(kind: SharedKind, name: string, expected: number): Promise<boolean> {
    return (await this.#redis.eval(REMOVE, 1, this.#keys.shared(kind), name, expected)) === 1;
  }

  watch(
    kind: SharedKind,
    listener: (name: string) => void,
    onLost?: () => void,
  ): Promise<() => Promise<void>> {
    return this.#subscriptions.listen(this.#keys.shared(kind), listener, onLost);
  }
}

function readDocument(kind: SharedKind, name: string, stored: string): SharedDocument {
  const [, version, changedAt, text] = /^(\d+)\|(\d+)\|(.*)$/s.exec(stored) ?? [];
  if (version === undefined || changedAt === undefined || text === undefined)
    throw brokenRecord(`${kind} ${name}`, 'document', 'it should begin with its version and a time');
  return { name, version: Number(version), changedAt: Number(changedAt), text };
}
