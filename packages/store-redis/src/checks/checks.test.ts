import type { CheckResult } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { checkClock } from './check-clock.ts';
import { checkDurability } from './check-durability.ts';
import { checkEviction } from './check-eviction.ts';
import { checkMemory } from './check-memory.ts';
import { judgeSchema } from './check-schema.ts';
import { checkTopology } from './check-topology.ts';
import { checkVersion } from './check-version.ts';
import type { NodeFacts } from './node-facts.ts';

const SOUND: NodeFacts = {
  node: 'h:6379',
  version: '7.0.15',
  isClusterNode: false,
  evictionPolicy: 'noeviction',
  isAppendOnly: true,
  memory: { usedBytes: 1, maxBytes: 2 },
  fsync: { policy: 'everysec', isPutOff: false },
  clockAheadMs: 12,
  roundTripMs: 1,
};
const told = (result: CheckResult): string => (result.is === 'ok' ? 'ok' : `${result.is} ${result.code}`);
const always = { policy: 'always', isPutOff: false };

describe('a check', () => {
  it.each<[string, string, CheckResult]>([
    ['ok', 'a version that is new enough', checkVersion(SOUND)],
    ['problem REDIS_TOO_OLD', 'an old one', checkVersion({ ...SOUND, version: '6.2.14' })],
    ['ok', 'a newer one with two digits', checkVersion({ ...SOUND, version: '10.0.1' })],
    ['problem REDIS_TOO_OLD', 'an unknown one', checkVersion({ ...SOUND, version: '' })],
    ['ok', 'no eviction', checkEviction(SOUND)],
    ['problem REDIS_EVICTS', 'eviction', checkEviction({ ...SOUND, evictionPolicy: 'allkeys-lru' })],
    ['ok', 'room', checkMemory(SOUND)],
    ['ok', 'no limit of memory', checkMemory({ ...SOUND, memory: { usedBytes: 9, maxBytes: 0 } })],
    ['problem BROKER_FULL', 'no room', checkMemory({ ...SOUND, memory: { usedBytes: 9, maxBytes: 8 } })],
    ['ok', 'everysec, as promised', checkDurability(SOUND, 'everysec')],
    ['ok', 'more than promised', checkDurability({ ...SOUND, fsync: always }, 'everysec')],
    ['ok', 'a server that hides its settings', checkDurability({ ...SOUND, fsync: undefined }, 'everysec')],
    [
      'warning REDIS_NOT_DURABLE',
      'no file, where it may be wanted',
      checkDurability({ ...SOUND, isAppendOnly: false }, 'everysec'),
    ],
    [
      'warning REDIS_NOT_DURABLE',
      'a file that nobody fsyncs',
      checkDurability({ ...SOUND, fsync: { policy: 'no', isPutOff: false } }, 'everysec'),
    ],
    ['ok', 'an fsync before each answer', checkDurability({ ...SOUND, fsync: always }, 'fsync')],
    ['problem REDIS_NOT_DURABLE', 'less than promised', checkDurability(SOUND, 'fsync')],
    [
      'problem REDIS_NOT_DURABLE',
      'an fsync that is put off',
      checkDurability({ ...SOUND, fsync: { ...always, isPutOff: true } }, 'fsync'),
    ],
    [
      'problem REDIS_NOT_DURABLE',
      'an fsync that nobody can see',
      checkDurability({ ...SOUND, fsync: undefined }, 'fsync'),
    ],
    [
      'problem REDIS_NOT_DURABLE',
      'an fsync of no file',
      checkDurability({ ...SOUND, isAppendOnly: false, fsync: always }, 'fsync'),
    ],
    ['ok', 'clocks in step', checkClock(SOUND)],
    ['warning CLOCK_DIFFERS', 'a clock ahead', checkClock({ ...SOUND, clockAheadMs: 5_000 })],
    ['warning CLOCK_DIFFERS', 'a clock behind', checkClock({ ...SOUND, clockAheadMs: -5_000 })],
    [
      'ok',
      'a difference that may be the way there',
      checkClock({ ...SOUND, clockAheadMs: 1_500, roundTripMs: 2_000 }),
    ],
    ['ok', 'one that stands alone', checkTopology(SOUND, 'single')],
    [
      'problem BROKER_IS_CLUSTER',
      'a node of a Cluster',
      checkTopology({ ...SOUND, isClusterNode: true }, 'single'),
    ],
    ['problem BROKER_IS_NO_CLUSTER', 'no node of a Cluster', checkTopology(SOUND, 'cluster')],
    ['ok', 'nothing stored', judgeSchema(null)],
    ['ok', 'what this program wrote', judgeSchema('1')],
    ['problem STORE_SCHEMA_NEWER', 'what a newer program wrote', judgeSchema('99')],
  ])('says %s to %s', (expected, _, result) => {
    expect(told(result)).toBe(expected);
  });
});
