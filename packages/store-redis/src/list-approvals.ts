import {
  type ApprovalPage,
  type ApprovalPosition,
  type ApprovalQuery,
  compareApprovals,
  type OpenApproval,
  readApprovalCard,
  readRunMeta,
  skipBroken,
} from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { readUnit } from './unit-text.ts';

const SEP = '\0';

/** A member of the list: `<tenant>\0<filter>\0<openedAt>\0<runId>|<unit>\0<park>`. */
interface Member extends ApprovalPosition {
  readonly text: string;
  readonly keys: PartitionKeys;
  readonly park: number;
}

/** Lists approvals across all partitions: the first of each, merged. */
export async function listApprovals(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  query: ApprovalQuery,
): Promise<ApprovalPage> {
  const { limit } = query;
  const found = await Promise.all(partitions.map((keys) => findMembers(redis, keys, query)));
  const all = found.flat().sort(compareApprovals);
  const page = all.slice(0, limit);
  const approvals = await Promise.all(page.map((member) => loadApproval(redis, member)));
  return {
    approvals: approvals.filter((approval) => approval !== undefined),
    next: all.length > limit ? page.at(-1) : undefined,
  };
}

/** One more than the page needs, to know whether there is a next one. */
async function findMembers(
  redis: RedisClient,
  keys: PartitionKeys,
  { tenant, workflow, signal, after, limit }: ApprovalQuery,
): Promise<Member[]> {
  const filtered = `${tenant}${SEP}${toFilter(workflow, signal)}`;
  // Numbers of parkings are digits, which come before a colon.
  const from = after ? `${SEP}${after.openedAt}${SEP}${after.runId}|${after.unit}${SEP}:` : SEP;
  const range = [`[${filtered}${from}`, `(${filtered}\u0001`] as const;
  const texts = await redis.zrangebylex(keys.approvals, ...range, 'LIMIT', 0, limit + 1);
  return texts.map((text) => parseMember(keys, text));
}

function toFilter(workflow: string | undefined, signal: string | undefined): string {
  if (workflow === undefined) return signal === undefined ? '' : `s:${signal}`;
  return signal === undefined ? `w:${workflow}` : `b:${workflow}/${signal}`;
}

function parseMember(keys: PartitionKeys, text: string): Member {
  const [, , openedAt, address = '', park] = text.split(SEP);
  const [runId = '', unit = ''] = address.split('|');
  return { text, keys, openedAt: Number(openedAt), runId, unit, park: Number(park) };
}

/**
 * Reads what is asked. A member whose unit no longer waits under its number is one that a program of the release before
 * left behind: it is taken off the list.
 */
async function loadApproval(
  redis: RedisClient,
  { text, keys, openedAt, runId, unit, park }: Member,
): Promise<OpenApproval | undefined> {
  const [m, state, asked] = await redis.hmget(keys.run(runId), 'm', `s:${unit}`, `a:${unit}`);
  if (typeof m !== 'string' || typeof state !== 'string' || typeof asked !== 'string')
    return forget(redis, keys, text);
  const record = skipBroken(() => readUnit(runId, unit, state));
  if (record === undefined) return undefined;
  if (record.park !== park) return forget(redis, keys, text);
  return skipBroken(() => ({
    runId,
    unit,
    openedAt,
    park,
    dueAt: record.dueAt,
    signal: record.awaits?.slice('signal:'.length) ?? '',
    card: readApprovalCard(runId, unit, asked.slice(asked.indexOf('|', asked.indexOf('|') + 1) + 1)),
    meta: readRunMeta(runId, m),
  }));
}

async function forget(redis: RedisClient, { approvals }: PartitionKeys, text: string): Promise<undefined> {
  await redis.zrem(approvals, text);
  return undefined;
}
