import { randomBytes } from 'node:crypto';
import { DEFAULT_PREFIX } from '@ag06/contracts';
import type { CheckResult } from '@ag06/store';
import { Cluster } from 'ioredis';
import type { RedisClient } from '../redis-client.ts';
import { BROKER_FULL } from './check-memory.ts';
import { judgeConnectionError } from './judge-connection-error.ts';
import { NODE_AWAY } from './node-away.ts';

/**
 * One harmless call of each command that the scripts of the store and of the queues use. `@` begins a key of the probe's
 * own, one for each type.
 */
export const NEEDED_IN_SCRIPTS: readonly string[] = [
  'SET @s 1',
  'GET @s',
  'INCR @s',
  'INCRBY @s 1',
  'DECRBY @s 1',
  'EXISTS @s',
  'TYPE @s',
  'STRLEN @s',
  'GETRANGE @s 0 0',
  'RENAMENX @s @s',
  'PTTL @s',
  'PEXPIRE @s 60000',
  'HSET @h f 1',
  'HMSET @h f 1',
  'HGET @h f',
  'HMGET @h f',
  'HGETALL @h',
  'HINCRBY @h f 1',
  'HEXISTS @h f',
  'HLEN @h',
  'HSTRLEN @h f',
  'HKEYS @h',
  'HDEL @h g',
  'RPUSH @l a',
  'LPUSH @l a',
  'LRANGE @l 0 -1',
  'LINDEX @l 0',
  'LLEN @l',
  'LREM @l 0 b',
  'LPOS @l a',
  'LTRIM @l 0 9',
  'RPOPLPUSH @l @l',
  'RPOP @l',
  'LPOP @l',
  'SADD @t a',
  'SREM @t b',
  'SCARD @t',
  'SMEMBERS @t',
  'ZADD @z 1 a',
  'ZRANGE @z 0 -1',
  'ZRANGEBYSCORE @z 0 1',
  'ZREVRANGEBYSCORE @z 1 0',
  'ZRANGEBYLEX @z - +',
  'ZLEXCOUNT @z - +',
  'ZCARD @z',
  'ZCOUNT @z 0 1',
  'ZSCORE @z a',
  'ZREM @z b',
  'ZPOPMIN @z',
  'XADD @x * f 1',
  'XRANGE @x - + COUNT 1',
  'XLEN @x',
  'XTRIM @x MAXLEN 1',
  'XDEL @x 1-1',
  'TIME',
  'DEL @s',
  'UNLINK @h @l @t @z @x',
];

/** Returns the server's error for the first refused call, after cleaning up; nothing if every call succeeded. */
const PROVE = /* lua */ `
local refused
for _, line in ipairs(ARGV) do
  local call = {}
  for word in string.gmatch(line, '%S+') do
    call[#call + 1] = string.gsub(word, '^@', KEYS[1])
  end
  local answer = redis.pcall(unpack(call))
  if type(answer) == 'table' and answer.err and not refused then refused = answer.err .. ' (' .. call[1] .. ')' end
end
return refused or false
`;

/** Calls every needed command once, on keys of its own, which it deletes afterwards. */
export async function proveCommands(redis: RedisClient, prefix = DEFAULT_PREFIX): Promise<CheckResult> {
  const check = 'commands';
  const key = `${prefix}:{g}:probe:${randomBytes(6).toString('hex')}:`;
  try {
    const refused = await redis.eval(PROVE, 1, key, ...NEEDED_IN_SCRIPTS);
    if (typeof refused === 'string') throw new Error(refused);
    // The feed needs client tracking.
    const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
    for (const node of nodes) await node.call('CLIENT', 'TRACKING', 'OFF');
    return { check, is: 'ok', found: 'every command that is needed was answered' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...(judgeConnectionError(error) ?? toPassing(error)), check };
  }
}

/** Returns a problem that may pass by itself. */
function toPassing({ message }: Error): CheckResult {
  const problem = {
    check: '',
    is: 'problem',
    found: `the broker cannot be written to (${message})`,
  } as const;
  if (!/\bOOM\b/.test(message)) return { ...problem, code: NODE_AWAY, remedy: 'See what its log says.' };
  return { ...problem, code: BROKER_FULL, remedy: 'Raise its maxmemory, or delete what else is in it.' };
}
