import type { CheckResult } from '@ag06/store';
import { comparePartitions } from '../partition-count.ts';
import type { RedisClient } from '../redis-client.ts';

/** Refuses another number of partitions: the process would look for runs and keys in the wrong places. */
export async function checkPartitions(
  redis: RedisClient,
  partitions: number,
  prefix: string | undefined,
): Promise<CheckResult> {
  const check = 'partitions';
  const problem = await comparePartitions(redis, partitions, prefix);
  if (problem === undefined)
    return { check, is: 'ok', found: `AG06_PARTITIONS is ${partitions}, as in the store` };
  return { check, is: 'problem', code: 'STORE_PARTITIONS_DIFFER', ...problem };
}
