import type { CheckResult } from '@ag06/store';
import { GLOBAL_KEYS } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';
import { SCHEMA_VERSION } from '../redis-store.ts';

/** Looks at the version of what is stored, and writes nothing. */
export async function checkSchema(redis: RedisClient): Promise<CheckResult> {
  return judgeSchema(await redis.get(GLOBAL_KEYS.schema));
}

export function judgeSchema(stored: string | null): CheckResult {
  const check = 'schema';
  if (stored === null) return { check, is: 'ok', found: 'nothing is stored yet' };
  const found = `what is stored has schema version ${stored}; this program knows ${SCHEMA_VERSION}`;
  if (Number(stored) <= SCHEMA_VERSION) return { check, is: 'ok', found };
  return { check, is: 'problem', code: 'STORE_SCHEMA_NEWER', found, remedy: 'Upgrade this program.' };
}
