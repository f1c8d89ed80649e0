import { RUN_STATUSES, TERMINAL_RUN_STATUSES } from '@ag06/contracts';
import { skipBroken } from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import { readHead } from '../load-run.ts';
import type { RedisClient } from '../redis-client.ts';

const SEP = '\0';
const PAGE = 1_000;
/** Ended runs are listed in the order of their ends, except after a clock was set back a little. */
const SLACK_MS = 1_000;
const OPEN = RUN_STATUSES.filter((status) => !TERMINAL_RUN_STATUSES.some((terminal) => terminal === status));

/** A run that may have events at or after a given time. */
export interface RunSince {
  readonly runId: string;
  readonly keys: PartitionKeys;
  readonly createdAt: number;
  /** When its last event was written. */
  readonly lastAt: number;
}

/** Finds the runs of a partition whose last event is not before `since`: open ones, and those that ended since. */
export async function findRunsSince(
  redis: RedisClient,
  keys: PartitionKeys,
  tenant: string,
  since: number,
): Promise<RunSince[]> {
  const runIds = new Set<string>();
  // Read twice, because a run may change its status meanwhile. Ended runs come last, because a run may end meanwhile.
  for (const status of [...OPEN, ...OPEN]) await addByStatus(redis, keys, tenant, status, runIds);
  await addEnded(redis, keys, since - SLACK_MS, runIds);
  return keepSince(redis, keys, tenant, since, [...runIds]);
}

async function addByStatus(
  redis: RedisClient,
  keys: PartitionKeys,
  tenant: string,
  status: string,
  runIds: Set<string>,
): Promise<void> {
  const prefix = `${tenant}${SEP}s:${status}${SEP}`;
  for (let from = `[${prefix}`; ; ) {
    const members = await redis.zrangebylex(keys.index, from, `(${prefix}:`, 'LIMIT', 0, PAGE);
    for (const member of members) runIds.add(member.slice(member.lastIndexOf(SEP) + 1));
    const last = members.at(-1);
    if (members.length < PAGE || last === undefined) return;
    from = `(${last}`;
  }
}

async function addEnded(
  redis: RedisClient,
  keys: PartitionKeys,
  since: number,
  runIds: Set<string>,
): Promise<void> {
  for (let to = -1; ; to -= PAGE) {
    const entries = await redis.lrange(keys.finished, to - PAGE + 1, to);
    const wanted = entries.filter((entry) => Number(entry.slice(0, entry.indexOf('|'))) >= since);
    for (const entry of wanted) runIds.add(entry.slice(entry.indexOf('|') + 1));
    if (entries.length < PAGE || wanted.length === 0) return;
  }
}

async function keepSince(
  redis: RedisClient,
  keys: PartitionKeys,
  tenant: string,
  since: number,
  runIds: readonly string[],
): Promise<RunSince[]> {
  const kept: RunSince[] = [];
  for (let from = 0; from < runIds.length; from += PAGE) {
    const some = runIds.slice(from, from + PAGE);
    const pipeline = redis.pipeline();
    for (const runId of some) pipeline.hget(keys.run(runId), 'h');
    for (const [i, [error, text]] of ((await pipeline.exec()) ?? []).entries()) {
      if (error !== null) throw error;
      const runId = some[i];
      if (typeof text !== 'string' || runId === undefined) continue;
      const head = skipBroken(() => readHead(runId, text));
      if (head === undefined) continue;
      if (head.tenant === tenant && head.lastAt >= since) {
        kept.push({ runId, keys, createdAt: head.createdAt, lastAt: head.lastAt });
      }
    }
  }
  return kept;
}
