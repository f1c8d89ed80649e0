import type { RunEvent } from '@ag06/contracts';
import type { RunMeta } from '@ag06/protocol';
import { compareFeedPositions, type FeedPosition, readRunMeta, skipBroken } from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import { type LogLines, parseEvent } from '../load-log-page.ts';

/** Events read at once from one log; more while old events of a long log are skipped. */
const CHUNK = 32;
const CHUNK_MAX = 1_024;

interface ReadEvent {
  readonly event: RunEvent;
  readonly chars: number;
}

/** The log of a run while it is merged with others. Times of a log never go back. */
export interface OpenLog {
  readonly runId: string;
  readonly keys: PartitionKeys;
  /** Its events up to here are passed over. */
  readonly after: FeedPosition;
  /** The position of its next event, or one before it while that is not read yet. */
  position: FeedPosition;
  meta: RunMeta | undefined;
  /** What was read and not taken yet. */
  buffer: ReadEvent[];
  /** When the first of these was read, by `performance.now()`. */
  readAt: number | undefined;
  /** How many of its events were read. */
  read: number;
  /** How many are read next. */
  chunk: number;
  /** Whether all of its events were read. */
  isRead: boolean;
  /** Whether it is among the logs of a merge. */
  isOpen: boolean;
}

/** @param read how many of its events are known to be before `after` @param from no event after `after` has an earlier time */
export function openLog(
  { runId, keys }: Pick<OpenLog, 'runId' | 'keys'>,
  after: FeedPosition,
  { from = after.at, read = 0, meta }: { from?: number; read?: number; meta?: RunMeta } = {},
): OpenLog {
  return {
    runId,
    keys,
    after,
    position: { at: Math.max(from, after.at), runId, seq: read },
    meta,
    buffer: [],
    readAt: undefined,
    read,
    chunk: CHUNK,
    isRead: false,
    isOpen: false,
  };
}

/** Adds what was read of a log. Returns the characters of the events that it has more. */
export function addLines(log: OpenLog, { lines, length = 0 }: LogLines, meta: string | null): number {
  const { runId, after } = log;
  const events = lines.flatMap((line, i) => {
    const event = skipBroken(() => parseEvent(runId, line, log.read + i + 1));
    return event === undefined ? [] : { event, chars: line.length };
  });
  // A missing log belongs to a run that was deleted meanwhile.
  log.isRead = log.read + lines.length >= length || (log.meta === undefined && meta === null);
  log.meta ??= meta === null ? undefined : skipBroken(() => readRunMeta(runId, meta));
  log.read += lines.length;
  log.buffer = events.filter(({ event: { at, seq } }) => compareFeedPositions({ at, runId, seq }, after) > 0);
  const first = log.buffer[0]?.event;
  if (first !== undefined) {
    log.position = { at: first.at, runId, seq: first.seq };
    log.readAt ??= performance.now();
  }
  if (lines.length > 0) log.chunk = first === undefined ? Math.min(2 * log.chunk, CHUNK_MAX) : CHUNK;
  return log.buffer.reduce((sum, { chars }) => sum + chars, 0);
}

/** Takes the next event that was read of a log; undefined if it has to be read on. */
export function takeEvent(log: OpenLog): ReadEvent | undefined {
  const taken = log.buffer.shift();
  if (taken === undefined) return undefined;
  const { at, seq } = log.buffer[0]?.event ?? taken.event;
  log.position = { at, runId: log.runId, seq };
  if (log.buffer.length === 0) log.readAt = undefined;
  return taken;
}

/** Forgets what was read of a log and not taken, but for the place of its next event. */
export function forget(log: OpenLog): void {
  const [first] = log.buffer;
  if (first === undefined) return;
  log.read = first.event.seq - 1;
  log.buffer = [];
  log.isRead = false;
}
