import { StoreError } from '@ag06/store';
import { globalKeys, partitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

/** The most partitions that an installation may have. */
const PARTITIONS_MAX = 1_024;

/** A difference in the number of partitions, and its remedy. */
interface PartitionProblem {
  readonly found: string;
  readonly remedy: string;
}

/** Compares the number of partitions with the store's. Writes nothing. A new store accepts any number. */
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
 * Sets the number of partitions for good if this process is the first, because it decides where keys and runs are kept.
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
    // Of two processes that start at once, one is refused here.
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

/** Counts the partitions of a store that older programs made without keeping the number, as far as runs show it. */
async function countUsed(redis: RedisClient, from: number, prefix: string | undefined): Promise<number> {
  const candidates = Array.from({ length: PARTITIONS_MAX - from }, (_, i) => from + i);
  const found = await Promise.all(
    candidates.map((partition) => redis.exists(partitionKeys(partition, prefix).index)),
  );
  return from + found.lastIndexOf(1) + 1;
}
