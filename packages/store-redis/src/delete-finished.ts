import { readRunMeta, skipBroken } from '@ag06/store';
import { termsOf } from './index-terms.ts';
import type { PartitionKeys } from './keys.ts';
import { parseHead } from './load-run.ts';
import type { RedisClient } from './redis-client.ts';

const SEP = '\0';

/** Deletes runs that ended before `before`, oldest first: their state, log and every index entry. */
export async function deleteFinished(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  before: number,
  limit: number,
): Promise<number> {
  let deleted = 0;
  for (const keys of partitions) {
    const oldest = await redis.lrange(keys.finished, 0, limit - deleted - 1);
    const due = oldest.filter((entry) => Number(entry.slice(0, entry.indexOf('|'))) < before);
    for (const entry of due) await deleteRun(redis, keys, entry);
    deleted += due.length;
    if (deleted >= limit) break;
  }
  return deleted;
}

/** The entry goes last, so that a deletion that was cut short is done again. */
async function deleteRun(redis: RedisClient, keys: PartitionKeys, entry: string): Promise<void> {
  const runId = entry.slice(entry.indexOf('|') + 1);
  const [head, meta] = await redis.hmget(keys.run(runId), 'h', 'm');
  const transaction = redis.multi();
  if (typeof head === 'string' && typeof meta === 'string') {
    transaction.zrem(keys.index, ...indexMembers(runId, head, meta));
  }
  await transaction
    .unlink(keys.run(runId), keys.log(runId), keys.items(runId))
    .lrem(keys.finished, 1, entry)
    .exec();
}

/** Of a run whose meta is broken only the status is known; lists pass over entries without a run. */
function indexMembers(runId: string, head: string, text: string): string[] {
  const { status, createdAt, tenant } = parseHead(head);
  const meta = skipBroken(() => readRunMeta(runId, text));
  const terms = meta === undefined ? [] : termsOf(meta);
  return [...terms, `s:${status}`].map((term) => [tenant, term, createdAt, runId].join(SEP));
}
