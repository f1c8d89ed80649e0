import { type BlockedUnit, readCount, readText, skipBroken } from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { toList } from './reply-values.ts';
import { readUnit } from './unit-text.ts';

const SEP = '\0';

/** Counts the entries of each reason without reading them. */
const COUNT = /* lua */ `
local counts, from = {}, '-'
while true do
  local first = redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, 1)[1]
  if not first then return counts end
  local reason = string.match(first, '^[^%z]*')
  from = '[' .. reason .. '\\1'
  counts[#counts + 1] = { reason, redis.call('ZLEXCOUNT', KEYS[1], '[' .. reason, '(' .. reason .. '\\1') }
end
`;

/** Lists blocked units across all partitions: the first of each, merged. */
export async function listBlocked(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  reason: string,
  limit: number,
  after?: BlockedUnit,
): Promise<BlockedUnit[]> {
  const from = after === undefined ? `[${reason}${SEP}` : `(${toMember(reason, after)}`;
  const to = `(${reason}\u0001`;
  const found = await Promise.all(
    partitions.map(async (keys) => {
      const members = await redis.zrangebylex(keys.blocked, from, to, 'LIMIT', 0, limit);
      return members.map((member) => ({ keys, unit: parseMember(member) }));
    }),
  );
  const first = found
    .flat()
    .sort((a, b) => oldestFirst(a.unit, b.unit))
    .slice(0, limit);
  return Promise.all(first.map(({ keys, unit }) => withNumber(redis, keys, reason, unit)));
}

/** Version 1 of the schema lists no park numbers. The unit itself has it, if it is still parked for the reason. */
async function withNumber(
  redis: RedisClient,
  { run }: PartitionKeys,
  reason: string,
  unit: BlockedUnit,
): Promise<BlockedUnit> {
  if (unit.park > 0) return unit;
  const text = await redis.hget(run(unit.runId), `s:${unit.unit}`);
  const record = text === null ? undefined : skipBroken(() => readUnit(unit.runId, unit.unit, text));
  return record?.blockedBy === reason ? { ...unit, park: record.park } : unit;
}

export async function countBlocked(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const replies = await Promise.all(partitions.map(({ blocked }) => redis.eval(COUNT, 1, blocked)));
  for (const pair of replies.flatMap(toList)) {
    const [reason, count] = toList(pair);
    const key = readText('reason', reason);
    counts.set(key, readCount('count', count) + (counts.get(key) ?? 0));
  }
  return counts;
}

/** Removes an entry only if its run is gone: an existing run may have blocked the unit anew. */
const FORGET = /* lua */ `
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('ZREM', KEYS[1], ARGV[1], ARGV[2]) end
`;

export async function forgetBlocked(
  redis: RedisClient,
  { blocked, run }: PartitionKeys,
  reason: string,
  unit: BlockedUnit,
): Promise<void> {
  const members = [toMember(reason, unit), toMember(reason, { ...unit, park: 0 })] as const;
  await redis.eval(FORGET, 2, blocked, run(unit.runId), ...members);
}

const toMember = (reason: string, { createdAt, runId, unit, park }: BlockedUnit): string =>
  `${reason}${SEP}${createdAt}${SEP}${runId}|${unit}${park === 0 ? '' : `${SEP}${park}`}`;

function parseMember(member: string): BlockedUnit {
  const [, createdAt, address = '', park = '0'] = member.split(SEP);
  const [runId = '', unit = ''] = address.split('|');
  return { runId, unit, createdAt: Number(createdAt), park: Number(park) };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const oldestFirst = (a: BlockedUnit, b: BlockedUnit): number =>
  a.createdAt - b.createdAt || compareTexts(a.runId, b.runId) || compareTexts(a.unit, b.unit);
