import type { RunEvent } from '@ag06/contracts';
import { type LogPage, readCount, readEvent } from '@ag06/store';
import type { RedisClient } from './redis-client.ts';
import { toList, toTexts } from './reply-values.ts';

/**
 * Returns events of logs, each as text: first the number of events that each log has, or -1 for a log that was not looked at
 * because the page was full; then its events. KEYS: the logs. ARGV[1]: the bytes of a page, which one event may exceed. Then for each
 * log the number of its events that are passed over, and the most that are wanted. Redis reads a few events at a time, so it reads
 * little in vain.
 */
const READ_LOGS = /* lua */ `
local room, bytes, full, found, out = tonumber(ARGV[1]), 0, false, false, {}
for i, key in ipairs(KEYS) do
  local from, left, size, lines = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1]), 4, {-1}
  if not full then lines[1] = redis.call('LLEN', key) end
  while left > 0 and not full do
    local some = redis.call('LRANGE', key, from, from + math.min(size, left) - 1)
    for _, line in ipairs(some) do
      if found and bytes + #line > room then full = true break end
      found, bytes, lines[#lines + 1] = true, bytes + #line, line
    end
    if #some < math.min(size, left) then break end
    from, left, size = from + #some, left - #some, math.min(2 * size, 32)
  end
  out[i] = lines
end
return out
`;

export interface PageQuery {
  readonly after: number;
  readonly limit: number;
  readonly maxBytes: number;
}

/** A part of a log as Redis has it. */
export interface LogLines {
  /** How many events the log has; undefined if nothing was read of it, because the page was full. */
  readonly length: number | undefined;
  readonly lines: readonly string[];
}

/** Reads parts of logs of one partition, which have `maxBytes` bytes together. The first log that has an event gets one. */
export async function readLogs(
  redis: RedisClient,
  logs: readonly { readonly key: string; readonly after: number; readonly limit: number }[],
  maxBytes: number,
): Promise<readonly LogLines[]> {
  const keys = logs.map(({ key }) => key);
  const ranges = logs.flatMap(({ after, limit }) => [after, limit]);
  return toList(await redis.eval(READ_LOGS, keys.length, ...keys, maxBytes, ...ranges)).map((reply) => {
    const [length, ...lines] = toList(reply);
    return { length: length === -1 ? undefined : readCount('length', length), lines: toTexts(lines) };
  });
}

/** Reads a part of a log: a list of `at|type|body`, in which an event's position is its number. */
export async function loadLogPage(
  redis: RedisClient,
  logKey: string,
  runId: string,
  { after, limit, maxBytes }: PageQuery,
): Promise<LogPage> {
  const [log] = await readLogs(redis, [{ key: logKey, after, limit }], maxBytes);
  const { lines = [], length = 0 } = log ?? {};
  return {
    events: lines.map((line, i) => parseEvent(runId, line, after + i + 1)),
    bytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0),
    more: after + lines.length < length,
  };
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
