import { LIMITS } from '@ag06/contracts';
import {
  comparePositions,
  filterByDetails,
  type ListedRun,
  matchesFilters,
  type RunPage,
  type RunQuery,
  type RunSummary,
  skipBroken,
  toIndexQuery,
  toRunPage,
  withDetails,
} from '@ag06/store';
import { type IndexEntry, IndexWalk, takeNewest, toTermLists } from './index-walk.ts';
import type { PartitionKeys } from './keys.ts';
import { toSummary } from './load-run.ts';
import type { RedisClient } from './redis-client.ts';
import { toList, toReply } from './reply-values.ts';
import { tellDetails } from './tell-details.ts';

/** The most runs read per round trip. */
const BATCH_MAX = 200;

/** Walks the index of the most selective filter in every partition at once, and reads its runs in order. */
export async function listRuns(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  asked: RunQuery,
): Promise<RunPage> {
  const query = toIndexQuery(asked);
  const { limit, signal, scanMax = LIMITS.pageScan } = query;
  const tell = (runs: readonly ListedRun[]) => tellDetails(redis, partitions, runs);
  let walks = await chooseWalks(redis, partitions, query);
  const matching = new Map<string, ListedRun>();
  let last: IndexEntry | undefined;
  let batchMax = Math.min(2 * (limit + 1), BATCH_MAX);
  for (let left = scanMax; left > 0 && matching.size <= limit; ) {
    signal?.throwIfAborted();
    await Promise.all(walks.filter((walk) => walk.isUnread).map((walk) => walk.readOn()));
    // Of the many terms of a range most have no runs.
    walks = walks.filter((walk) => !walk.isOver);
    const entries = takeNewest(walks, Math.min(batchMax, left));
    if (entries.length === 0) break;
    left -= entries.length;
    last = entries.at(-1);
    const admitted = (await loadSummaries(redis, entries)).filter((run) => matchesFilters(run, query));
    for (const run of await filterByDetails(admitted, asked, tell)) matching.set(run.runId, run);
    batchMax = Math.min(2 * batchMax, BATCH_MAX);
  }
  const isOver = walks.every((walk) => walk.isOver);
  const lookedUntil = last && !isOver ? { createdAt: last.createdAt, runId: last.runId } : undefined;
  const page = toRunPage([...matching.values()].sort(comparePositions), limit, lookedUntil);
  return withDetails(page, asked, tell);
}

/** Chooses the filter with the fewest entries; counting them is cheap. */
async function chooseWalks(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  query: RunQuery,
): Promise<readonly IndexWalk[]> {
  const lists = toTermLists(query);
  const candidates = lists.map((terms) => {
    const chunk = Math.ceil((2 * (query.limit + 1)) / (terms.length * partitions.length)) + 10;
    return partitions.flatMap((keys) =>
      terms.map((term) => new IndexWalk(redis, keys, term, query, Math.min(chunk, BATCH_MAX))),
    );
  });
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) return only;
  const counted = await Promise.all(
    candidates.map(async (walks) => {
      const counts = await Promise.all(walks.map((walk) => walk.count()));
      return { walks, count: counts.reduce((sum, count) => sum + count, 0) };
    }),
  );
  return counted.reduce((fewest, one) => (one.count < fewest.count ? one : fewest)).walks;
}

/** Loads summaries, one pipeline per partition: on a Cluster all keys of a pipeline are in one slot. */
async function loadSummaries(redis: RedisClient, entries: readonly IndexEntry[]): Promise<RunSummary[]> {
  const byPartition = [...Map.groupBy(entries, ({ keys }) => keys.channels).values()];
  return (await Promise.all(byPartition.map((some) => loadFromPartition(redis, some)))).flat();
}

async function loadFromPartition(redis: RedisClient, entries: readonly IndexEntry[]): Promise<RunSummary[]> {
  const pipeline = redis.pipeline();
  for (const { keys, runId } of entries) pipeline.hmget(keys.run(runId), 'h', 'm');
  const rows = (await pipeline.exec()) ?? [];
  return rows.flatMap((row, i) => {
    const [head, meta] = toList(toReply(row));
    const runId = entries[i]?.runId;
    return typeof head !== 'string' || typeof meta !== 'string' || runId === undefined
      ? []
      : (skipBroken(() => toSummary(runId, head, meta)) ?? []);
  });
}
