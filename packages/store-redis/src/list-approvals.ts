import {
  type ApprovalPage,
  type ApprovalPosition,
  type ApprovalQuery,
  compareApprovals,
  type OpenApproval,
  readApprovalCard,
  readRunMeta,
  skipBroken,
  type UnitRecord,
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
  const found = await loadAsked(redis, keys, runId, unit);
  if (found === undefined) return forget(redis, keys, text);
  const record = skipBroken(() => readUnit(runId, unit, found.state));
  if (record === undefined) return undefined;
  if (record.park !== park) return forget(redis, keys, text);
  return skipBroken(() => toApproval({ runId, unit, openedAt }, record, found));
}

/** Returns what a unit asks of a person; undefined unless it waits for the answer. */
export async function findApproval(
  redis: RedisClient,
  keys: PartitionKeys,
  runId: string,
  unit: string,
): Promise<OpenApproval | undefined> {
  const found = await loadAsked(redis, keys, runId, unit);
  if (found === undefined) return undefined;
  const openedAt = Number(found.asked.slice(0, found.asked.indexOf('|')));
  return skipBroken(() => toApproval({ runId, unit, openedAt }, readUnit(runId, unit, found.state), found));
}

/** Fields of a run about a unit that waits for an answer. */
interface Asked {
  readonly meta: string;
  readonly state: string;
  /** `openedAt|workflow|card`. */
  readonly asked: string;
}

async function loadAsked(
  redis: RedisClient,
  keys: PartitionKeys,
  runId: string,
  unit: string,
): Promise<Asked | undefined> {
  const [meta, state, asked] = await redis.hmget(keys.run(runId), 'm', `s:${unit}`, `a:${unit}`);
  if (typeof meta !== 'string' || typeof state !== 'string' || typeof asked !== 'string') return undefined;
  return { meta, state, asked };
}

function toApproval(
  position: ApprovalPosition,
  { park, dueAt, awaits }: UnitRecord,
  { meta, asked }: Asked,
): OpenApproval {
  const { runId, unit } = position;
  return {
    ...position,
    park,
    dueAt,
    signal: awaits?.slice('signal:'.length) ?? '',
    card: readApprovalCard(runId, unit, asked.slice(asked.indexOf('|', asked.indexOf('|') + 1) + 1)),
    meta: readRunMeta(runId, meta),
  };
}

async function forget(redis: RedisClient, { approvals }: PartitionKeys, text: string): Promise<undefined> {
  await redis.zrem(approvals, text);
  return undefined;
}
