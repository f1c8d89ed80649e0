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
import { type LogLines, parseEvent, readLogs } from '../load-log-page.ts';
import type { RedisClient } from '../redis-client.ts';
import { toReply, toText } from '../reply-values.ts';
import type { RunSince } from './find-runs-since.ts';
import { PositionHeap } from './position-heap.ts';

/** Events read at once from one log; more while old events of a long log are skipped. */
const CHUNK = 32;
const CHUNK_MAX = 1_024;
/** Logs read in one round trip, of which no more characters are read than a page has. */
const LOGS = 100;
/** So much is read ahead of all logs; beyond that it is forgotten, and read again in its turn. */
const AHEAD_MAX = 16 * 1024 * 1024;

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

/**
 * Merges the events of these runs after `after` and before `until`. Reads each log in pieces when its turn comes. @param aheadMax
 * the characters that are read ahead of all logs
 */
export async function* mergeLogs(
  redis: RedisClient,
  runs: readonly RunSince[],
  after: FeedPosition,
  until: number,
  aheadMax: number = AHEAD_MAX,
): AsyncGenerator<readonly FeedEvent[]> {
  const heap = new PositionHeap<OpenLog>();
  for (const run of runs) if (run.createdAt < until) heap.push(openLog(run, after));
  let page: FeedEvent[] = [];
  let chars = 0;
  /** Characters that were read ahead. */
  let buffered = 0;
  for (let log = heap.pop(); log !== undefined; log = heap.pop()) {
    const taken = log.buffer.shift();
    if (taken === undefined) {
      if (buffered > aheadMax) {
        for (const one of heap.values()) forget(one);
        buffered = 0;
      }
      const unread = [log];
      for (let next = heap.peek(); next?.buffer.length === 0 && unread.length < LOGS; next = heap.peek()) {
        unread.push(next);
        heap.pop();
      }
      for (const one of await readOn(redis, unread, after, until)) {
        heap.push(one);
        buffered += one.buffer.reduce((sum, { chars: size }) => sum + size, 0);
      }
      continue;
    }
    const { runId } = log.run;
    const { event } = taken;
    buffered -= taken.chars;
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
  const asked = logs.map(({ run, read, chunk }) => ({
    key: run.keys.log(run.runId),
    after: read,
    limit: chunk,
  }));
  const pipeline = redis.pipeline();
  for (const { run } of logs) pipeline.hget(run.keys.run(run.runId), 'm');
  const [pieces, metas] = await Promise.all([readLogs(redis, asked, FEED_PAGE.chars), pipeline.exec()]);
  for (const [i, log] of logs.entries()) {
    const piece = pieces[i];
    if (piece?.length !== undefined) take(log, piece, toText(toReply(metas?.[i] ?? NO_REPLY)), after, until);
  }
  return logs;
}

const NO_REPLY = [null, null] as const;

/** Forgets what was read ahead of a log, but for the place of its next event. */
function forget(log: OpenLog): void {
  const [first] = log.buffer;
  if (first === undefined) return;
  log.read = first.event.seq - 1;
  log.buffer = [];
  log.isRead = false;
}

function take(
  log: OpenLog,
  { lines, length = 0 }: LogLines,
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
  log.isRead = log.read + lines.length >= length || meta === null || (events.at(-1)?.event.at ?? 0) >= until;
  log.meta ??= meta === null ? undefined : skipBroken(() => readRunMeta(runId, meta));
  log.read += lines.length;
  log.buffer = events.filter(
    ({ event: { at, seq } }) => at < until && compareFeedPositions({ at, runId, seq }, after) > 0,
  );
  const first = log.buffer[0]?.event;
  if (first !== undefined) log.position = { at: first.at, runId, seq: first.seq };
  if (lines.length > 0) log.chunk = first === undefined ? Math.min(2 * log.chunk, CHUNK_MAX) : CHUNK;
}
