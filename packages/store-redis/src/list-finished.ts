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

/** A list on which hardly any run can be listed is not searched to its end. */
const PIECES_MAX = 20;

/**
 * Reads pieces of the list until `limit` runs are found, no further entry is due, or all entries were read once. Another lister
 * that has seen a run wait, a moment before it ceased to, puts it behind all others: it is found once all the same, and the run
 * that has its place is in the next list.
 */
async function listOf(
  redis: RedisClient,
  keys: PartitionKeys,
  before: number,
  limit: number,
): Promise<readonly FinishedRun[]> {
  const found = new Map<string, FinishedRun>();
  let unread = await redis.llen(keys.finished);
  for (let piece = 0; piece < PIECES_MAX && unread > 0 && found.size < limit; piece++) {
    const entries = await redis.lrange(keys.finished, found.size, limit - 1);
    const due = entries.map(parseEntry).filter(({ finishedAt }) => finishedAt < before);
    if (due.length === 0) break;
    unread -= due.length;
    for (const run of await keepFinished(redis, keys, due)) found.set(run.runId, run);
  }
  return [...found.values()];
}

/** Returns the runs that can be listed. Takes the others off the list, or to its end. */
async function keepFinished(
  redis: RedisClient,
  keys: PartitionKeys,
  due: readonly FinishedRun[],
): Promise<readonly FinishedRun[]> {
  const judged = await judgeAll(redis, keys, due);
  const others = due.filter((_, i) => judged[i] !== 'finished').map(toEntry);
  if (others.length > 0) {
    const changes = redis.multi();
    for (const [i, run] of due.entries())
      if (judged[i] === 'waiting') changes.rpush(keys.finished, toEntry(run));
    for (const entry of others) changes.lrem(keys.finished, 1, entry);
    await changes.exec();
  }
  return due.filter((_, i) => judged[i] === 'finished');
}

const toEntry = ({ finishedAt, runId }: FinishedRun): string => `${finishedAt}|${runId}`;

type Judgement = 'finished' | 'gone' | 'waiting';

async function judgeAll(
  redis: RedisClient,
  keys: PartitionKeys,
  runs: readonly FinishedRun[],
): Promise<readonly Judgement[]> {
  const pipeline = redis.pipeline();
  for (const { runId } of runs) pipeline.hget(keys.run(runId), 'h');
  const heads = ((await pipeline.exec()) ?? []).map(toReply);
  return Promise.all(runs.map((run, i) => judge(redis, keys, run, heads[i])));
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
