import { RUN_STATUSES } from '@ag06/contracts';
import type { RunPage, RunPosition, RunQuery, RunSummary } from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import { toSummary } from './load-run.ts';
import type { RedisClient } from './redis-client.ts';

const SEP = '\0';
/** Index entries looked at per round trip. */
const SCAN = 200;

/** Newest first; a position is behind all runs that are newer or equal. */
export function comparePositions(a: RunPosition, b: RunPosition): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  return a.runId < b.runId ? 1 : a.runId > b.runId ? -1 : 0;
}

/** The terms whose entries are walked: of the filters given, the one that is expected to select most. */
function termsOf(query: RunQuery): readonly string[] {
  if (query.correlationId !== undefined) return [`c:${query.correlationId}`];
  if (query.tags.length > 0) return query.tags.map((tag) => `t:${tag}`);
  if (query.workflow !== undefined && query.statuses.length === 0) return [`w:${query.workflow}`];
  // Every run is listed under its status, so all of them together are all runs.
  const statuses = query.statuses.length > 0 ? query.statuses : RUN_STATUSES;
  return statuses.map((status) => `s:${status}`);
}

function matches(run: RunSummary, query: RunQuery): boolean {
  return (
    (query.statuses.length === 0 || query.statuses.includes(run.status)) &&
    (query.workflow === undefined || run.meta.workflow === query.workflow) &&
    (query.correlationId === undefined || run.meta.correlationId === query.correlationId) &&
    (query.tags.length === 0 || query.tags.some((tag) => run.meta.tags.includes(tag)))
  );
}

async function walkTerm(
  redis: RedisClient,
  keys: PartitionKeys,
  query: RunQuery,
  term: string,
  found: Map<string, RunSummary>,
): Promise<void> {
  const prefix = `${query.tenant}${SEP}${term}${SEP}`;
  const from = query.from === undefined ? `[${prefix}` : `[${prefix}${query.from}${SEP}`;
  let to = query.to === undefined ? `(${prefix}:` : `(${prefix}${query.to}${SEP}`;
  if (query.after !== undefined && (query.to === undefined || query.after.createdAt < query.to)) {
    to = `(${prefix}${query.after.createdAt}${SEP}${query.after.runId}`;
  }
  let taken = 0;
  while (taken < query.limit + 1) {
    const members = await redis.zrevrangebylex(keys.index, to, from, 'LIMIT', 0, SCAN);
    const runIds = members.map((member) => member.slice(member.lastIndexOf(SEP) + 1));
    for (const run of await loadSummaries(redis, keys, runIds)) {
      if (!matches(run, query)) continue;
      found.set(run.runId, run);
      taken++;
    }
    const last = members.at(-1);
    if (members.length < SCAN || last === undefined) return;
    to = `(${last}`;
  }
}

async function loadSummaries(
  redis: RedisClient,
  keys: PartitionKeys,
  runIds: readonly string[],
): Promise<RunSummary[]> {
  if (runIds.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const runId of runIds) pipeline.hmget(keys.run(runId), 'h', 'm');
  const rows = (await pipeline.exec()) ?? [];
  return rows.flatMap(([error, row], i) => {
    if (error !== null) throw error;
    const [head, meta] = row as [string | null, string | null];
    const runId = runIds[i];
    return head === null || meta === null || runId === undefined ? [] : [toSummary(runId, head, meta)];
  });
}

/** Reads every partition and merges. */
export async function listRuns(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  query: RunQuery,
): Promise<RunPage> {
  const found = new Map<string, RunSummary>();
  await Promise.all(
    partitions.flatMap((keys) => termsOf(query).map((term) => walkTerm(redis, keys, query, term, found))),
  );
  const sorted = [...found.values()].sort(comparePositions);
  const runs = sorted.slice(0, query.limit);
  const last = runs.at(-1);
  return {
    runs,
    next: sorted.length > query.limit && last ? { createdAt: last.createdAt, runId: last.runId } : undefined,
  };
}
