import type { Redis } from 'ioredis';

/** Facts about one Redis, and how its clock compares with this machine's. */
export interface NodeFacts {
  /** Host and port, which tell the nodes of a Cluster apart. */
  readonly node: string;
  readonly version: string;
  readonly isClusterNode: boolean;
  readonly evictionPolicy: string;
  readonly isAppendOnly: boolean;
  /** The memory that counts against `maxmemory`; a limit of 0 means none. */
  readonly memory: { readonly usedBytes: number; readonly maxBytes: number };
  /** `appendfsync`, and whether it is suspended while the file is rewritten. Undefined if CONFIG may not be read. */
  readonly fsync: { readonly policy: string; readonly isPutOff: boolean } | undefined;
  /** How far its clock is ahead of this machine's, in milliseconds, give or take half of `roundTripMs`. */
  readonly clockAheadMs: number;
  readonly roundTripMs: number;
}

export async function loadNodeFacts(redis: Redis): Promise<NodeFacts> {
  const info = await redis.info();
  const fsync = await loadFsync(redis);
  const sentAt = performance.now();
  const sentOn = Date.now();
  const [seconds, micros] = await redis.time();
  const roundTripMs = performance.now() - sentAt;
  const theirs = Number(seconds) * 1_000 + Number(micros) / 1_000;
  const read = (name: string) => new RegExp(`^${name}:(\\S*)`, 'm').exec(info)?.[1] ?? '';
  return {
    node: `${redis.options.host}:${redis.options.port}`,
    version: read('redis_version'),
    isClusterNode: read('cluster_enabled') === '1',
    evictionPolicy: read('maxmemory_policy'),
    isAppendOnly: read('aof_enabled') === '1',
    memory: {
      usedBytes: Number(read('used_memory')) - Number(read('mem_not_counted_for_evict')),
      maxBytes: Number(read('maxmemory')),
    },
    fsync,
    clockAheadMs: theirs - (sentOn + roundTripMs / 2),
    roundTripMs,
  };
}

/** Returns undefined on hosted servers, which do not let their configuration be read. */
async function loadFsync(redis: Redis): Promise<NodeFacts['fsync']> {
  try {
    const [policy, putOff] = await Promise.all([
      redis.config('GET', 'appendfsync'),
      redis.config('GET', 'no-appendfsync-on-rewrite'),
    ]);
    const textOf = (reply: unknown) => (Array.isArray(reply) ? String(reply[1]) : '');
    return { policy: textOf(policy), isPutOff: textOf(putOff) === 'yes' };
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return undefined;
    throw error;
  }
}
