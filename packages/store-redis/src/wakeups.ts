import {
  classOf,
  type EntryId,
  parseWakeupKey,
  toWakeupKey,
  type Wakeup,
  type WakeupClass,
} from '@ag06/protocol';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { toList, toTexts } from './reply-values.ts';

/**
 * Takes at most ARGV[1] due wake-ups of each of the first ARGV[3] sets of KEYS and makes them due again later, in one step, so that no
 * two dispatchers take the same. Processes of older versions write looks among the timers of KEYS[1]; those are moved to the key
 * behind the sets, if there is one. The first value of the reply says whether the script stopped early because there were
 * too many of them.
 */
const TAKE = /* lua */ `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local limit, sets, left = tonumber(ARGV[1]), tonumber(ARGV[3]), 1000
local looks = KEYS[sets + 1]
local taken = { 0 }
for i = 1, sets do
  local full = #taken + limit
  while #taken < full do
    local due = redis.call('ZRANGEBYSCORE', KEYS[i], '-inf', now, 'LIMIT', 0, full - #taken)
    for _, member in ipairs(due) do
      if looks and i == 1 and string.find(member, '^[^|]+|watchdog$') then
        redis.call('ZADD', looks, 'NX', now, member)
        redis.call('ZREM', KEYS[i], member)
        left = left - 1
      else
        redis.call('ZADD', KEYS[i], now + ARGV[2], member)
        taken[#taken + 1] = member
      end
    end
    if #due == 0 then break end
    if left <= 0 then
      taken[1] = 1
      return taken
    end
  end
end
return taken
`;

/** Uses the clock of the node that will judge the moment: nodes of a Cluster have their own clocks. */
const ARM = /* lua */ `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
return redis.call('ZADD', KEYS[1], ARGV[3], now + ARGV[1], ARGV[2])
`;

/** `if`: moves the wake-up where it exists, or makes one, and moves one that exists to no later moment. */
export async function setWakeup(
  redis: RedisClient,
  keys: PartitionKeys,
  { wakeup, afterMs, if: condition }: { wakeup: Wakeup; afterMs: number; if: 'exists' | 'earlier' },
): Promise<void> {
  const option = condition === 'exists' ? 'XX' : 'LT';
  await redis.eval(ARM, 1, keyOf(keys, wakeup), afterMs, toWakeupKey(wakeup), option);
}

/** Removes a wake-up. The one of a unit stays while the unit is parked under its number, because it may be parked anew. */
const CLEAR = /* lua */ `
local state = redis.call('HGET', KEYS[2], ARGV[2]) or ''
local word, number = string.match(state, '^(%a+)|[^|]*|[^|]*|[^|]*|[^|]*|[^|]*|[^|]*|([^|]*)|')
if number == ARGV[3] and (word == 'parked' or word == 'blocked' or word == 'waiting' or word == 'retrying') then return end
redis.call('ZREM', KEYS[1], ARGV[1])
`;

/** The entry goes with its wake-up. */
const CLEAR_ENTRY = /* lua */ `
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[1], ARGV[1])
`;

export async function clearWakeup(redis: RedisClient, keys: PartitionKeys, wakeup: Wakeup): Promise<void> {
  const [set, member] = [keyOf(keys, wakeup), toWakeupKey(wakeup)];
  if (wakeup.subject === 'entry')
    await redis.eval(CLEAR_ENTRY, 2, set, keys.run(wakeup.runId), member, entryField(wakeup.entry));
  else if (wakeup.subject !== 'unit') await redis.zrem(set, member);
  else await redis.eval(CLEAR, 2, set, keys.run(wakeup.runId), member, `s:${wakeup.unit}`, wakeup.park);
}

export async function takeWakeups(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  of: WakeupClass,
  limit: number,
  leaseMs: number,
): Promise<Wakeup[]> {
  const taken = await Promise.all(partitions.map((keys) => take(redis, keys, of, limit, leaseMs)));
  return taken.flat().flatMap((member) => parseWakeupKey(member) ?? []);
}

async function take(
  redis: RedisClient,
  { wakeups, due, looks }: PartitionKeys,
  of: WakeupClass,
  limit: number,
  leaseMs: number,
): Promise<string[]> {
  const [sets, keys] = of === 'looks' ? [1, [looks]] : [2, [wakeups, due, looks]];
  const taken: string[] = [];
  for (let isMore = true; isMore && taken.length < limit; ) {
    const reply = await redis.eval(TAKE, keys.length, ...keys, limit - taken.length, leaseMs, sets);
    const [stopped, ...members] = toList(reply);
    taken.push(...toTexts(members));
    isMore = stopped === 1;
  }
  return taken;
}

/** In how many milliseconds the first member of KEYS is due, by the clock of their node; -1 if there is none. */
const UNTIL_NEXT = /* lua */ `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ms = -1
for i = 1, #KEYS do
  local dueAt = tonumber(redis.call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')[2])
  if dueAt and (ms < 0 or dueAt - now < ms) then ms = math.max(0, dueAt - now) end
end
return ms
`;

/** Undefined if there is no timer. */
export async function untilNextTimer(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
): Promise<number | undefined> {
  const waits = await Promise.all(
    partitions.map(async ({ wakeups, due }) => Number(await redis.eval(UNTIL_NEXT, 2, wakeups, due))),
  );
  const some = waits.filter((ms) => ms >= 0);
  return some.length === 0 ? undefined : Math.min(...some);
}

/** The body of an entry; undefined if there is none of that name. */
export async function loadEntry(
  redis: RedisClient,
  runKey: string,
  entry: EntryId,
): Promise<string | undefined> {
  return (await redis.hget(runKey, entryField(entry))) ?? undefined;
}

const entryField = (entry: EntryId): string => `x:${entry}`;

function keyOf(keys: PartitionKeys, wakeup: Wakeup): string {
  if (classOf(wakeup) === 'looks') return keys.looks;
  return wakeup.subject === 'run' ? keys.wakeups : keys.due;
}
