import type { CheckResult } from '@ag06/store';
import { globalKeys } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';
import { SCHEMA_VERSION } from '../schema.ts';

/** Checks the version of the stored data. Writes nothing. */
export async function checkSchema(redis: RedisClient, prefix: string | undefined): Promise<CheckResult> {
  return judgeSchema(await redis.get(globalKeys(prefix).schema));
}

export function judgeSchema(stored: string | null): CheckResult {
  const check = 'schema';
  if (stored === null) return { check, is: 'ok', found: 'nothing is stored yet' };
  const found = `what is stored has schema version ${stored}; this program knows ${SCHEMA_VERSION}`;
  if (Number(stored) <= SCHEMA_VERSION) return { check, is: 'ok', found };
  return { check, is: 'problem', code: 'STORE_SCHEMA_NEWER', found, remedy: 'Upgrade this program.' };
}
