import { StoreError } from '@ag06/store';
import { globalKeys, partitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

/** No installation has more. */
export const PARTITIONS_MAX = 1_024;

/** What differs, and what to do about it. */
export interface PartitionProblem {
  readonly found: string;
  readonly remedy: string;
}

/** Compares the number of partitions with that of the store. Writes nothing; a store that is new differs from nobody. */
export async function comparePartitions(
  redis: RedisClient,
  partitions: number,
  prefix: string | undefined,
): Promise<PartitionProblem | undefined> {
  const stored = await redis.get(globalKeys(prefix).partitions);
  if (stored !== null) return Number(stored) === partitions ? undefined : toProblem(stored, partitions);
  const used = await countUsed(redis, partitions, prefix);
  return used > partitions ? toProblem(`at least ${used}`, partitions) : undefined;
}

/**
 * Whoever comes first says how many partitions there are, and for good: where a key or a run lives depends on it.
 *
 * @throws StoreError STORE_PARTITIONS_DIFFER
 */
export async function claimPartitions(
  redis: RedisClient,
  partitions: number,
  prefix: string | undefined,
): Promise<void> {
  const problem =
    (await comparePartitions(redis, partitions, prefix)) ??
    // Of two that come first at once, one is refused here.
    ((await redis.set(globalKeys(prefix).partitions, partitions, 'NX')) === null
      ? await comparePartitions(redis, partitions, prefix)
      : undefined);
  if (problem === undefined) return;
  throw new StoreError('STORE_PARTITIONS_DIFFER', `${problem.found}. ${problem.remedy}`);
}

const toProblem = (stored: string, partitions: number): PartitionProblem => ({
  found: `the store was made with AG06_PARTITIONS=${stored}; this process has ${partitions}, and would make second runs for keys that are used`,
  remedy: `Set AG06_PARTITIONS=${stored.replace('at least ', '')} for every process, as it was at installation.`,
});

/** The partitions of a store that was made before their number was kept, as far as runs tell. */
async function countUsed(redis: RedisClient, from: number, prefix: string | undefined): Promise<number> {
  const candidates = Array.from({ length: PARTITIONS_MAX - from }, (_, i) => from + i);
  const found = await Promise.all(
    candidates.map((partition) => redis.exists(partitionKeys(partition, prefix).index)),
  );
  return from + found.lastIndexOf(1) + 1;
}
