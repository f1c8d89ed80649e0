import { SOUND_STORE, type StoreCondition } from '@ag06/store';
import { Cluster } from 'ioredis';
import type { RedisClient } from './redis-client.ts';
import { toStoreError } from './to-store-error.ts';

/** Asks the primaries for the condition of their memory and files. */
export async function inspectRedis(redis: RedisClient): Promise<StoreCondition> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  try {
    const infos = await Promise.all(nodes.map((node) => node.info('memory', 'persistence')));
    return infos.map(readCondition).reduce(toWorse, SOUND_STORE);
  } catch (error) {
    throw toStoreError(error);
  }
}

/** @param info the reply to INFO */
export function readCondition(info: string): StoreCondition {
  const read = (name: string) => new RegExp(`^${name}:(\\S*)`, 'm').exec(info)?.[1] ?? '';
  const maxBytes = Number(read('maxmemory'));
  const usedBytes = Number(read('used_memory')) - Number(read('mem_not_counted_for_evict'));
  const policy = read('maxmemory_policy');
  const failed = ['aof_last_write_status', 'aof_last_bgrewrite_status', 'rdb_last_bgsave_status'].filter(
    (name) => read(name) === 'err',
  );
  return {
    usedBytes,
    memory: maxBytes > 0 ? { usedBytes, maxBytes } : undefined,
    evictionPolicy: ['', 'noeviction'].includes(policy) ? undefined : policy,
    saveFailure: failed.length > 0 ? failed.join(', ') : undefined,
  };
}

/** Of two servers: the worse condition, and the bytes of both. */
function toWorse(a: StoreCondition, b: StoreCondition): StoreCondition {
  return {
    usedBytes: (a.usedBytes ?? 0) + (b.usedBytes ?? 0),
    memory: toUsedShare(b) > toUsedShare(a) ? b.memory : a.memory,
    evictionPolicy: a.evictionPolicy ?? b.evictionPolicy,
    saveFailure: a.saveFailure ?? b.saveFailure,
  };
}

const toUsedShare = ({ memory }: StoreCondition): number =>
  memory === undefined ? -1 : memory.usedBytes / memory.maxBytes;
