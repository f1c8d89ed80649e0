import { isTerminal } from '@ag06/contracts';
import {
  type FinishedRun,
  passBroken,
  type RunAsRead,
  type RunDeletion,
  readRunMeta,
  skipBroken,
} from '@ag06/store';
import { termsOf } from './index-terms.ts';
import type { PartitionKeys } from './keys.ts';
import { hasEntries, parseEntry } from './list-finished.ts';
import { readHead } from './load-run.ts';
import type { RedisClient } from './redis-client.ts';

const SEP = '\0';

/**
 * Deletes a run if its head is still the one that was read, because a command may have moved it meanwhile.
 * KEYS: the run, its log, its items, its blobs, the index, the runs with new blobs. ARGV: the head, the run's id, its
 * number of events or empty, then the members of the index.
 */
const DELETE = /* lua */ `
if redis.call('HGET', KEYS[1], 'h') ~= ARGV[1] then return 0 end
if ARGV[3] ~= '' and redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[3]) then return -1 end
redis.call('ZREM', KEYS[5], unpack(ARGV, 4))
redis.call('ZREM', KEYS[6], ARGV[2])
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
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
    const due = oldest.filter((entry) => parseEntry(entry).finishedAt < before);
    for (const entry of due) if (await deleteEntry(redis, keys, entry)) deleted++;
    if (deleted >= limit) break;
  }
  return deleted;
}

/**
 * Removes the entry last, so that an interrupted deletion is repeated. The entry of a run with messages to deliver, or
 * whose head is broken, goes behind all others. Returns whether there is one less.
 */
async function deleteEntry(redis: RedisClient, keys: PartitionKeys, entry: string): Promise<boolean> {
  const { runId, finishedAt } = parseEntry(entry);
  const deletion = await deleteEnded(redis, keys, runId, { finishedAt }).catch(passBroken);
  const isKept = deletion === 'sending' || deletion === undefined;
  if (isKept) await redis.multi().rpush(keys.finished, entry).lrem(keys.finished, 1, entry).exec();
  else await redis.lrem(keys.finished, 1, entry);
  return !isKept;
}

/** Deletes a run that has ended, unless it has messages to deliver; with `as` only one that is as its reader found it. */
export async function deleteRun(
  redis: RedisClient,
  keys: PartitionKeys,
  runId: string,
  as?: RunAsRead,
): Promise<RunDeletion> {
  const deletion = await deleteEnded(redis, keys, runId, { ...as });
  return deletion === 'sending' ? 'open' : deletion;
}

/**
 * Deletes an ended run that is as `as` says. Its entry in the list of ended runs stays until it
 * is due, because a search for it would take as long as the list is.
 */
async function deleteEnded(
  redis: RedisClient,
  keys: PartitionKeys,
  runId: string,
  as: Partial<RunAsRead & FinishedRun>,
): Promise<RunDeletion | 'sending'> {
  const names = [keys.run(runId), keys.log(runId), keys.items(runId), keys.blobs(runId)] as const;
  for (;;) {
    const [head, meta] = await redis.hmget(names[0], 'h', 'm');
    if (typeof head !== 'string' || typeof meta !== 'string') return 'unknown';
    const found = readHead(runId, head);
    if (!isTerminal(found.status)) return 'open';
    if (as.finishedAt !== undefined && found.finishedAt !== as.finishedAt) return 'open';
    if (as.endedBy !== undefined && found.endedBy !== as.endedBy) return 'open';
    // One that is over writes no more of them.
    if (found.hadEntries && (await hasEntries(redis, names[0]))) return 'sending';
    const members = indexMembers(runId, head, meta);
    const args = [head, runId, as.events ?? '', ...members];
    const result = await redis.eval(DELETE, 6, ...names, keys.index, keys.blobRuns, ...args);
    if (result === 1) return 'deleted';
    if (result === -1) return 'open';
  }
}

/** A run with a broken meta gives only its status. Lists skip entries whose run is gone. */
function indexMembers(runId: string, head: string, text: string): string[] {
  const { status, createdAt, tenant } = readHead(runId, head);
  const meta = skipBroken(() => readRunMeta(runId, text));
  const terms = meta === undefined ? [] : termsOf(meta);
  return [...terms, `s:${status}`].map((term) => [tenant, term, createdAt, runId].join(SEP));
}
