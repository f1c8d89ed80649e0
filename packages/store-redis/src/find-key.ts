import { brokenRecord, type KeyRecord } from '@ag06/store';
import type { RedisClient } from './redis-client.ts';

/** Reads a dedupe key as `lua/commands.ts` writes it: `<run id>|<body>`. */
export async function findKey(redis: RedisClient, key: string, body: string): Promise<KeyRecord | undefined> {
  const entry = await redis.get(key);
  if (entry === null) return undefined;
  const end = entry.indexOf('|');
  if (end < 1) throw brokenRecord(`key ${key}`, 'entry', 'it should begin with a run id');
  return { runId: entry.slice(0, end), sameBody: entry.slice(end + 1) === body };
}
