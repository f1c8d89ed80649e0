import { type FinishedRun, passBroken } from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import { readHead } from './load-run.ts';
import type { RedisClient } from './redis-client.ts';
import { toReply } from './reply-values.ts';

/** An entry of the list of ended runs: `finishedAt|runId`. */
export function parseEntry(entry: string): FinishedRun {
  const end = entry.indexOf('|');
  return { finishedAt: Number(entry.slice(0, end)), runId: entry.slice(end + 1) };
}

/**
 * Lists runs that ended before `before` and have no messages to deliver, the first to end first in each partition. Takes
 * entries off the list whose run is gone, or has ended again; those of runs that must wait go behind all others.
 */
export async function listFinished(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  before: number,
  limit: number,
  skip: number,
): Promise<readonly FinishedRun[]> {
  const found: FinishedRun[] = [];
  for (const keys of partitions) {
    if (found.length >= skip + limit) break;
    found.push(...(await listOf(redis, keys, before, skip + limit - found.length)));
  }
  return found.slice(skip, skip + limit);
}

/** Reads the beginning of the list, again after entries were taken off, until `limit` runs are found or no entry is due. */
async function listOf(
  redis: RedisClient,
  keys: PartitionKeys,
  before: number,
  limit: number,
): Promise<readonly FinishedRun[]> {
  for (;;) {
    const entries = await redis.lrange(keys.finished, 0, limit - 1);
    const due = entries.filter((entry) => parseEntry(entry).finishedAt < before);
    const judged = await judgeAll(redis, keys, due);
    const gone = due.filter((_, i) => judged[i] === 'gone');
    const waiting = due.filter((_, i) => judged[i] === 'waiting');
    if (gone.length + waiting.length > 0) await takeOff(redis, keys, gone, waiting);
    // A list of runs that wait alone would go round for ever.
    if (gone.length === 0 || due.length < limit)
      return due.filter((_, i) => judged[i] === 'finished').map(parseEntry);
  }
}

/** Takes entries off the list; those of runs that wait go to its end. */
async function takeOff(
  redis: RedisClient,
  keys: PartitionKeys,
  gone: readonly string[],
  waiting: readonly string[],
): Promise<void> {
  const changes = redis.multi();
  for (const entry of waiting) changes.rpush(keys.finished, entry);
  for (const entry of [...gone, ...waiting]) changes.lrem(keys.finished, 1, entry);
  await changes.exec();
}

type Judgement = 'finished' | 'gone' | 'waiting';

async function judgeAll(
  redis: RedisClient,
  keys: PartitionKeys,
  entries: readonly string[],
): Promise<readonly Judgement[]> {
  if (entries.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const entry of entries) pipeline.hget(keys.run(parseEntry(entry).runId), 'h');
  const heads = ((await pipeline.exec()) ?? []).map(toReply);
  return Promise.all(entries.map((entry, i) => judge(redis, keys, parseEntry(entry), heads[i])));
}

async function judge(
  redis: RedisClient,
  keys: PartitionKeys,
  { runId, finishedAt }: FinishedRun,
  head: unknown,
): Promise<Judgement> {
  if (typeof head !== 'string') return 'gone';
  try {
    const found = readHead(runId, head);
    if (found.finishedAt !== finishedAt) return 'gone';
    return found.hadEntries && (await hasEntries(redis, keys.run(runId))) ? 'waiting' : 'finished';
  } catch (error) {
    passBroken(error);
    return 'waiting';
  }
}

export const hasEntries = async (redis: RedisClient, runKey: string): Promise<boolean> =>
  (await redis.hkeys(runKey)).some((field) => field.startsWith('x:'));
