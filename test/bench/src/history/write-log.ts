import type { Redis } from 'ioredis';

/** The step of the run, which goes over a list: each of its items is tried so often. */
export const STEP = 'each';
export const ATTEMPTS = 5;
/** Each attempt begins and ends. */
export const EVENTS_PER_ITEM: number = 2 * ATTEMPTS;

const CHUNK = 200;

/**
 * Writes the log of a run to its end, as workers would, straight into the store. Its list has begun already. Returns how many
 * events the log has.
 */
export async function writeLog(redis: Redis, runId: string, items: number): Promise<number> {
  const [key = ''] = (await redis.keys(`*log:${runId}`)).filter((name) => name.endsWith(`log:${runId}`));
  for (let from = 0; from < items; from += CHUNK)
    await redis.rpush(key, ...linesOf(from, Math.min(items, from + CHUNK)));
  await redis.rpush(
    key,
    toLine('step.completed', `"step":"${STEP}","attempt":1,"items":${items},"failed":0`),
  );
  await redis.rpush(key, toLine('run.completed', '"output":{"done":true}'));
  return redis.llen(key);
}

function linesOf(from: number, to: number): string[] {
  const lines: string[] = [];
  for (let item = from; item < to; item++) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const head = `"step":"${STEP}","item":${item},"attempt":${attempt}`;
      lines.push(toLine('item.started', `${head},"worker":"w-1"`));
      lines.push(
        attempt < ATTEMPTS ? toFailure(head) : toLine('item.completed', `${head},"output":{"n":${item}}`),
      );
    }
  }
  return lines;
}

const ERROR = '{"code":"AGENT_FAILED","message":"It failed, as it was asked to."}';
const toFailure = (head: string): string =>
  toLine(
    'item.retrying',
    `${head},"dueAt":${Date.now() + 1},"error":${ERROR},"worker":"w-1","waitMs":1,"durationMs":1`,
  );

const toLine = (type: string, body: string): string => `${Date.now()}|${type}|{${body}}`;
