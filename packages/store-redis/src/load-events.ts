import type { EventType, RunEvent } from '@ag06/contracts';
import type { RedisClient } from './redis-client.ts';

/** Reads a log: a list of `at|type|body`, in which an event's position is its number. */
export async function loadEvents(
  redis: RedisClient,
  logKey: string,
  after: number,
  limit: number,
): Promise<RunEvent[]> {
  const lines = await redis.lrange(logKey, after, after + limit - 1);
  return lines.map((line, i) => parseEvent(line, after + i + 1));
}

export function parseEvent(line: string, seq: number): RunEvent {
  const typeAt = line.indexOf('|') + 1;
  const bodyAt = line.indexOf('|', typeAt) + 1;
  const body = JSON.parse(line.slice(bodyAt)) as object;
  return {
    ...body,
    seq,
    type: line.slice(typeAt, bodyAt - 1) as EventType,
    at: Number(line.slice(0, typeAt - 1)),
  };
}
