import { type Damage, describeBrokenRecords, type Reader } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { partitionKeys } from './keys.ts';
import { createRedisStore } from './redis-store.ts';

/** Overwrites a field of the run's hash, of the hash of its items, or an event. */
interface RedisDamage extends Damage {
  readonly in: 'run' | 'items' | 'log';
  readonly at: string;
  /** The new text, made from the old one. */
  readonly write: (text: string) => string;
}

const STATE: readonly Reader[] = ['loadState', 'loadRun', 'loadUnit'];
const HEAD: readonly Reader[] = ['loadSummary', 'loadOutcome', 'loadState', 'loadRun'];

/** Replaces one part of a text with separators. */
const part = (n: number, value: string) => (text: string) =>
  text
    .split('|')
    .map((old, i) => (i === n ? value : old))
    .join('|');

/** @param refusedBy besides those who read the whole unit */
const unit = (broken: string, write: (text: string) => string, ...refusedBy: Reader[]): RedisDamage => ({
  broken: `a unit ${broken}`,
  of: 'open',
  field: 's:a',
  refusedBy: [...STATE, ...refusedBy],
  in: 'run',
  at: 's:a',
  write,
});

const head = (broken: string, of: Damage['of'], write: (text: string) => string, ...more: Reader[]) => ({
  broken: `a head ${broken}`,
  of,
  field: 'h',
  refusedBy: [...HEAD, ...more],
  in: 'run' as const,
  at: 'h',
  write,
});

const DAMAGES: readonly RedisDamage[] = [
  unit('of an unknown status', part(0, 'weird'), 'loadFields', 'claim'),
  unit('that is empty', () => '|', 'loadFields', 'claim'),
  unit('with too few parts', () => 'scheduled|1|1', 'claim'),
  unit('whose attempt is no number', part(1, 'x'), 'claim'),
  unit('whose dispatch is negative', part(2, '-1'), 'claim'),
  unit('whose lost deliveries are no integer', part(3, '1.5'), 'claim'),
  unit('whose delivery is no number', part(7, 'x'), 'claim'),
  unit('whose token is empty', part(8, ''), 'claim'),
  unit('whose moment is a word', part(10, 'soon'), 'claim'),
  // The function passes on what it does not need.
  unit('that is opened in no known way', part(11, 'q')),
  unit('that reads what no run has', part(11, 'sq:x')),
  unit(
    'that is parked for an unknown reason',
    (text) => part(0, 'parked')(part(9, 'moon')(text)),
    'loadFields',
  ),
  head('of an unknown status', 'open', part(0, 'weird'), 'claim', 'cancel'),
  head('whose tokens are no number', 'open', part(1, 'x'), 'claim', 'cancel'),
  head('whose last moment is empty', 'open', part(2, ''), 'claim', 'cancel'),
  head('whose beginning is no number', 'open', part(3, 'x'), 'claim'),
  head('whose end is no number', 'completed', part(4, 'x')),
  head('that is empty', 'completed', () => '|', 'claim', 'cancel'),
  {
    broken: 'meta',
    of: 'open',
    field: 'meta',
    refusedBy: [...HEAD, 'claim'],
    in: 'run',
    at: 'm',
    write: () => '{"workflow":1}',
  },
  {
    broken: 'an input',
    of: 'open',
    field: 'in',
    refusedBy: ['loadRun'],
    in: 'run',
    at: 'in',
    write: () => '{',
  },
  {
    broken: 'an output',
    of: 'completed',
    field: 'out',
    refusedBy: ['loadOutcome', 'loadRun'],
    in: 'run',
    at: 'out',
    write: () => '{',
  },
  {
    broken: 'an error without a message',
    of: 'failed',
    field: 'error',
    refusedBy: ['loadOutcome', 'loadRun'],
    in: 'run',
    at: 'err',
    write: () => '{"code":"X"}',
  },
  {
    broken: 'progress of items',
    of: 'items',
    field: 'i:f',
    refusedBy: ['loadState', 'loadRun'],
    in: 'run',
    at: 'i:f',
    write: () => '3|x',
  },
  {
    broken: 'an item of an unknown status',
    of: 'items',
    field: 'item 0 of step f',
    refusedBy: ['loadItems'],
    in: 'items',
    at: 'f.0',
    write: part(0, 'weird'),
  },
  {
    broken: 'an item whose attempt is no number',
    of: 'items',
    field: 'item 0 of step f',
    refusedBy: ['loadItems'],
    in: 'items',
    at: 'f.0',
    write: part(1, 'x'),
  },
  {
    broken: 'an event without a moment',
    of: 'open',
    field: 'event 1',
    refusedBy: ['loadLogPage'],
    in: 'log',
    at: '0',
    write: part(0, ''),
  },
  {
    broken: 'an event of no type',
    of: 'open',
    field: 'event 1',
    refusedBy: ['loadLogPage'],
    in: 'log',
    at: '0',
    write: part(1, '{}'),
  },
  {
    broken: 'an event whose body is no object',
    of: 'open',
    field: 'event 1',
    refusedBy: ['loadLogPage'],
    in: 'log',
    at: '0',
    write: part(2, '[1]'),
  },
  {
    broken: 'an event whose step is no text',
    of: 'open',
    field: 'event 1',
    refusedBy: ['loadLogPage'],
    in: 'log',
    at: '0',
    write: part(2, '{"step":1}'),
  },
];

describeBrokenRecords('broken records on Redis', DAMAGES, async () => {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis, partitions: 1 });
  await store.checkSchema();
  const keys = partitionKeys(0);
  return {
    store,
    plant: async ({ in: place, at, write }, runId) => {
      const key = keys[place](runId);
      if (place === 'log')
        await redis.lset(key, Number(at), write((await redis.lindex(key, Number(at))) ?? ''));
      else await redis.hset(key, at, write((await redis.hget(key, at)) ?? ''));
    },
    stop: async () => {
      await store.close();
      redis.disconnect();
      await server.stop();
    },
  };
});
