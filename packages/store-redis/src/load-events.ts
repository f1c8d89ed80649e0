import type { RunEvent } from '@ag06/contracts';
import { readEvent } from '@ag06/store';
import type { RedisClient } from './redis-client.ts';

/** Reads a log: a list of `at|type|body`, in which an event's position is its number. */
export async function loadEvents(
  redis: RedisClient,
  logKey: string,
  runId: string,
  after: number,
  limit: number,
): Promise<RunEvent[]> {
  const lines = await redis.lrange(logKey, after, after + limit - 1);
  return lines.map((line, i) => parseEvent(runId, line, after + i + 1));
}

/** Parses an event. Throws `STORE_RECORD_INVALID` if it is broken. */
export function parseEvent(runId: string, line: string, seq: number): RunEvent {
  const typeAt = line.indexOf('|') + 1;
  const bodyAt = line.indexOf('|', typeAt) + 1;
  return readEvent(runId, {
    seq,
    at: line.slice(0, typeAt - 1),
    type: line.slice(typeAt, bodyAt - 1),
    body: line.slice(bodyAt),
  });
}

/** When an event happened; 0 if that cannot be read. */
export const timeOf = (line: string): number => Number(line.slice(0, line.indexOf('|'))) || 0;
