import type { RunEvent } from '@ag06/contracts';
import type { RunMeta } from '@ag06/protocol';
import {
  compareFeedPositions,
  FEED_PAGE,
  type FeedEvent,
  type FeedPosition,
  readRunMeta,
  skipBroken,
} from '@ag06/store';
import { parseEvent } from '../load-log-page.ts';
import type { RedisClient } from '../redis-client.ts';
import { toReply, toText, toTexts } from '../reply-values.ts';
import type { RunSince } from './find-runs-since.ts';
import { PositionHeap } from './position-heap.ts';

/** Events read at once from one log; more while old events of a long log are skipped. */
const CHUNK = 32;
const CHUNK_MAX = 1_024;
/** Logs read in one round trip. */
const LOGS = 100;

interface ReadEvent {
  readonly event: RunEvent;
  readonly chars: number;
}

/** A log while it is merged. */
interface OpenLog {
  readonly run: RunSince;
  /** The position of its next event, or one before it while that is not read yet. */
  position: FeedPosition;
  meta: RunMeta | undefined;
  buffer: ReadEvent[];
  /** How many events were read. */
  read: number;
  chunk: number;
  isRead: boolean;
}

/** Merges the events of these runs after `after` and before `until`. Reads each log in pieces when its turn comes. */
export async function* mergeLogs(
  redis: RedisClient,
  runs: readonly RunSince[],
  after: FeedPosition,
  until: number,
): AsyncGenerator<readonly FeedEvent[]> {
  const heap = new PositionHeap<OpenLog>();
  for (const run of runs) if (run.createdAt < until) heap.push(openLog(run, after));
  let page: FeedEvent[] = [];
  let chars = 0;
  for (let log = heap.pop(); log !== undefined; log = heap.pop()) {
    const taken = log.buffer.shift();
    if (taken === undefined) {
      const unread = [log];
      for (let next = heap.peek(); next?.buffer.length === 0 && unread.length < LOGS; next = heap.peek()) {
        unread.push(next);
        heap.pop();
      }
      for (const one of await readOn(redis, unread, after, until)) heap.push(one);
      continue;
    }
    const { runId } = log.run;
    const { event } = taken;
    if (log.meta !== undefined) page.push({ runId, meta: log.meta, event });
    chars += taken.chars;
    const next = log.buffer[0]?.event ?? event;
    log.position = { at: next.at, runId, seq: next.seq };
    if (log.buffer.length > 0 || !log.isRead) heap.push(log);
    if (page.length >= FEED_PAGE.events || chars >= FEED_PAGE.chars) {
      yield page;
      page = [];
      chars = 0;
    }
  }
  if (page.length > 0) yield page;
}

function openLog(run: RunSince, after: FeedPosition): OpenLog {
  const position = { at: Math.max(run.createdAt, after.at), runId: run.runId, seq: 0 };
  return { run, position, meta: undefined, buffer: [], read: 0, chunk: CHUNK, isRead: false };
}

/** Reads the next piece of each log. Returns the logs that have events left. */
async function readOn(
  redis: RedisClient,
  logs: readonly OpenLog[],
  after: FeedPosition,
  until: number,
): Promise<readonly OpenLog[]> {
  // On a Cluster all keys of a pipeline are in one slot.
  const byPartition = Map.groupBy(logs, ({ run }) => run.keys.channels);
  const read = [...byPartition.values()].map((some) => readPipeline(redis, some, after, until));
  return (await Promise.all(read)).flat().filter((log) => log.buffer.length > 0 || !log.isRead);
}

async function readPipeline(
  redis: RedisClient,
  logs: readonly OpenLog[],
  after: FeedPosition,
  until: number,
) {
  const pipeline = redis.pipeline();
  for (const { run, read, chunk } of logs) {
    pipeline.lrange(run.keys.log(run.runId), read, read + chunk - 1);
    pipeline.hget(run.keys.run(run.runId), 'm');
  }
  const replies = ((await pipeline.exec()) ?? []).map(toReply);
  for (const [i, log] of logs.entries()) {
    take(log, toTexts(replies[2 * i]), toText(replies[2 * i + 1]), after, until);
  }
  return logs;
}

function take(
  log: OpenLog,
  lines: readonly string[],
  meta: string | null,
  after: FeedPosition,
  until: number,
) {
  const { runId } = log.run;
  const events = lines.flatMap((line, i) => {
    const event = skipBroken(() => parseEvent(runId, line, log.read + i + 1));
    return event === undefined ? [] : { event, chars: line.length };
  });
  // A missing log belongs to a run that was deleted meanwhile.
  log.isRead = lines.length < log.chunk || meta === null || (events.at(-1)?.event.at ?? 0) >= until;
  log.meta ??= meta === null ? undefined : skipBroken(() => readRunMeta(runId, meta));
  log.read += lines.length;
  log.buffer = events.filter(
    ({ event: { at, seq } }) => at < until && compareFeedPositions({ at, runId, seq }, after) > 0,
  );
  const first = log.buffer[0]?.event;
  if (first !== undefined) log.position = { at: first.at, runId, seq: first.seq };
  log.chunk = first === undefined ? Math.min(2 * log.chunk, CHUNK_MAX) : CHUNK;
}
