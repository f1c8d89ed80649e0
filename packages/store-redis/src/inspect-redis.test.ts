import { expect, it } from '@jest/globals';
import { readCondition } from './inspect-redis.ts';

const info = (lines: Readonly<Record<string, string>>): string =>
  ['# Server', ...Object.entries(lines).map(([name, value]) => `${name}:${value}`)].join('\r\n');

it('inspectRedis finds nothing to say of a Redis without a limit', () => {
  const quiet = info({ used_memory: '1000', maxmemory: '0', maxmemory_policy: 'noeviction' });
  expect(readCondition(quiet)).toEqual({
    usedBytes: 1_000,
    memory: undefined,
    evictionPolicy: undefined,
    saveFailure: undefined,
  });
});

it('inspectRedis reads its limit, a policy that evicts, and files that could not be written', () => {
  const troubled = info({
    used_memory: '1000',
    mem_not_counted_for_evict: '100',
    used_memory_human: '9K',
    maxmemory: '1000',
    maxmemory_policy: 'allkeys-lru',
    aof_last_write_status: 'err',
    rdb_last_bgsave_status: 'ok',
  });
  expect(readCondition(troubled)).toEqual({
    usedBytes: 900,
    memory: { usedBytes: 900, maxBytes: 1000 },
    evictionPolicy: 'allkeys-lru',
    saveFailure: 'aof_last_write_status',
  });
});
