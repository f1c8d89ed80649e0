import { toWakeupKey } from '@ag06/protocol';
import {
  brokenRecord,
  type ListedSchedule,
  type LoadedSchedule,
  readCount,
  type SaveSchedule,
  type ScheduleStore,
  type StoredSchedule,
  skipBroken,
} from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { toList, toTexts } from './reply-values.ts';
import { schedulePartition } from './run-id.ts';

/**
 * A document is kept as `version|previous version|text`. KEYS: the documents of the tenant by name, their names in order,
 * the timers, and the last version of the partition. ARGV: name, wake-up, expected version, when to wake or nothing, and of
 * a save the text.
 */
const PRESENT = /* lua */ `
local found = redis.call('HGET', KEYS[1], ARGV[1])
local version, previous, text = '0', nil, nil
if found then version, previous, text = string.match(found, '^(%d+)|(%d+)|(.*)$') end
local function wake()
  if ARGV[4] == '' then redis.call('ZREM', KEYS[3], ARGV[2])
  else redis.call('ZADD', KEYS[3], ARGV[4], ARGV[2]) end
end
`;

const SAVE = /* lua */ `${PRESENT}
if previous == ARGV[3] and text == ARGV[5] then return tonumber(version) end
if version ~= ARGV[3] then return false end
local new = redis.call('INCR', KEYS[4])
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', new) .. '|' .. ARGV[3] .. '|' .. ARGV[5])
redis.call('ZADD', KEYS[2], 0, ARGV[1])
wake()
return new
`;

const WAKE = /* lua */ `${PRESENT}
if version ~= ARGV[3] then return 0 end
wake()
return 1
`;

const REMOVE = /* lua */ `${PRESENT}
if not found then return 1 end
if version ~= ARGV[3] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
wake()
return 1
`;

const LOAD = /* lua */ `
local clock = redis.call('TIME')
return { clock[1] * 1000 + math.floor(clock[2] / 1000), redis.call('HGET', KEYS[1], ARGV[1]) }
`;

const LIST = /* lua */ `
local names = redis.call('ZRANGEBYLEX', KEYS[2], ARGV[1], '+', 'LIMIT', 0, ARGV[2])
if #names == 0 then return { names, {} } end
return { names, redis.call('HMGET', KEYS[1], unpack(names)) }
`;

/** Each schedule in the partition of its name, beside its wake-up. */
export class RedisScheduleStore implements ScheduleStore {
  readonly #redis: RedisClient;
  readonly #partitions: readonly PartitionKeys[];

  constructor(redis: RedisClient, partitions: readonly PartitionKeys[]) {
    this.#redis = redis;
    this.#partitions = partitions;
  }

  async load(tenant: string, name: string): Promise<LoadedSchedule> {
    const [documents = ''] = this.#keysOf(tenant, name);
    const reply = await this.#redis.eval(LOAD, 1, documents, name);
    const [now, found] = toList(reply);
    return {
      now: readCount('now', now),
      found: typeof found === 'string' ? readStored(name, found) : undefined,
    };
  }

  async save(tenant: string, name: string, save: SaveSchedule): Promise<number | undefined> {
    const { expected, text, wakeAt } = save;
    const version = await this.#run(SAVE, { tenant, name, expected, wakeAt }, text);
    return version === null ? undefined : Number(version);
  }

  async wake(tenant: string, name: string, expected: number, wakeAt: number | undefined): Promise<boolean> {
    return (await this.#run(WAKE, { tenant, name, expected, wakeAt })) === 1;
  }

  async remove(tenant: string, name: string, expected: number): Promise<boolean> {
    return (await this.#run(REMOVE, { tenant, name, expected, wakeAt: undefined })) === 1;
  }

  async list(tenant: string, after: string | undefined, limit: number): Promise<readonly ListedSchedule[]> {
    const from = after === undefined ? '-' : `(${after}`;
    const pages = await Promise.all(
      this.#partitions.map(async (keys) => {
        const reply = await this.#redis.eval(LIST, 2, ...keysIn(keys, tenant).slice(0, 2), from, limit);
        const [names, texts] = toList(reply);
        const found = toList(texts);
        return toTexts(names).flatMap((name, i) => toListed(name, found[i]));
      }),
    );
    return pages
      .flat()
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, limit);
  }

  async count(tenant: string): Promise<number> {
    const counts = await Promise.all(
      this.#partitions.map((keys) => this.#redis.hlen(keys.schedules(tenant))),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  #run(
    script: string,
    { tenant, name, expected, wakeAt }: Addressed,
    ...more: readonly string[]
  ): Promise<unknown> {
    const keys = this.#keysOf(tenant, name);
    const wakeup = toWakeupKey({ subject: 'schedule', tenant, name, kind: 'slot' });
    return this.#redis.eval(script, keys.length, ...keys, name, wakeup, expected, wakeAt ?? '', ...more);
  }

  #keysOf(tenant: string, name: string): readonly string[] {
    const keys = this.#partitions[schedulePartition(this.#partitions.length, tenant, name)];
    if (keys === undefined) throw new Error('There is no partition.');
    return keysIn(keys, tenant);
  }
}

interface Addressed {
  readonly tenant: string;
  readonly name: string;
  readonly expected: number;
  readonly wakeAt: number | undefined;
}

const keysIn = (keys: PartitionKeys, tenant: string): readonly string[] => [
  keys.schedules(tenant),
  keys.scheduleNames(tenant),
  keys.due,
  keys.scheduleVersions,
];

/** One that is broken fails no list. */
function toListed(name: string, text: unknown): ListedSchedule[] {
  if (typeof text !== 'string') return [];
  const stored = skipBroken(() => readStored(name, text));
  return stored === undefined ? [] : [{ name, ...stored }];
}

function readStored(name: string, stored: string): StoredSchedule {
  const [, version, text] = /^(\d+)\|\d+\|(.*)$/s.exec(stored) ?? [];
  if (version === undefined || text === undefined)
    throw brokenRecord(`schedule ${name}`, 'document', 'it should begin with two versions');
  return { version: Number(version), text };
}
