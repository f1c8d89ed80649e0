import { isTerminal } from '@ag06/contracts';
import { type RunDeletion, readRunMeta, skipBroken } from '@ag06/store';
import { termsOf } from './index-terms.ts';
import type { PartitionKeys } from './keys.ts';
import { parseHead } from './load-run.ts';
import type { RedisClient } from './redis-client.ts';

const SEP = '\0';

/**
 * Deletes a run if its head still is the one that was read, so that nobody moves it meanwhile.
 * KEYS: the run, its log, its items, the index. ARGV: the head, then the members of the index.
 */
const DELETE = /* lua */ `
if redis.call('HGET', KEYS[1], 'h') ~= ARGV[1] then return 0 end
redis.call('ZREM', KEYS[4], unpack(ARGV, 2))
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
return 1
`;

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
    for (const entry of due) await deleteEntry(redis, keys, entry);
    deleted += due.length;
    if (deleted >= limit) break;
  }
  return deleted;
}

/** The entry goes last, so that a deletion that was cut short is done again. */
async function deleteEntry(redis: RedisClient, keys: PartitionKeys, entry: string): Promise<void> {
  const finishedAt = Number(entry.slice(0, entry.indexOf('|')));
  await deleteRun(redis, keys, entry.slice(entry.indexOf('|') + 1), finishedAt);
  await redis.lrem(keys.finished, 1, entry);
}

/**
 * Deletes a run that has ended; with `finishedAt` only one that ended then. Its entry in the list of those that ended
 * stays until it is due: to look for it there would take as long as the list is.
 */
export async function deleteRun(
  redis: RedisClient,
  keys: PartitionKeys,
  runId: string,
  finishedAt?: number,
): Promise<RunDeletion> {
  const names = [keys.run(runId), keys.log(runId), keys.items(runId)] as const;
  for (;;) {
    const [head, meta] = await redis.hmget(names[0], 'h', 'm');
    if (typeof head !== 'string' || typeof meta !== 'string') return 'unknown';
    const found = parseHead(head);
    if (!isTerminal(found.status)) return 'open';
    if (finishedAt !== undefined && found.finishedAt !== finishedAt) return 'open';
    const members = indexMembers(runId, head, meta);
    if ((await redis.eval(DELETE, 4, ...names, keys.index, head, ...members)) === 1) return 'deleted';
  }
}

/** Of a run whose meta is broken only the status is known; lists pass over entries without a run. */
function indexMembers(runId: string, head: string, text: string): string[] {
  const { status, createdAt, tenant } = parseHead(head);
  const meta = skipBroken(() => readRunMeta(runId, text));
  const terms = meta === undefined ? [] : termsOf(meta);
  return [...terms, `s:${status}`].map((term) => [tenant, term, createdAt, runId].join(SEP));
}
