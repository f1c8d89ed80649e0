import type { ServerResponse } from 'node:http';
import { FeedOver } from '../feed/feed-over.ts';
import type { Line, LineReader } from '../feed/line-reader.ts';
import { toRefusal } from '../refusals/to-refusal.ts';

/** How long a reader that was cut off may take to read the reason. */
const FAREWELL_MS = 5_000;
/** How many characters are written before it is checked whether the reader accepts them. */
const CHUNK = 64 * 1024;
/** How long a browser waits before it reconnects. */
const RETRY_MS = 1_000;

interface SendFeedOptions<L extends Line> {
  readonly isWanted: (line: L) => boolean;
  /** The name of the last event, which tells the reason; no event of the feed has it. */
  readonly endEvent: string;
  readonly heartbeatMs: number;
  /** A reader that accepts nothing for this long is cut off. */
  readonly stallMs: number;
  /** Aborted when the process drains. */
  readonly stopping: AbortSignal;
  /** Called with an unknown error, which ends the feed of this reader. */
  readonly onDefect: (error: unknown) => void;
}

type FeedEnd = keyof typeof ENDS | 'READER_GONE';

const ENDS = {
  STREAM_DELETED: 'The stream was deleted.',
  FEED_STALLED: 'The reader took nothing for too long. Connect again with the last id.',
  DISPATCHER_STOPPING: 'This dispatcher stops. Connect again with the last id, to this one or another.',
  STORE_UNAVAILABLE: 'The store does not answer. Connect again with the last id.',
  INTERNAL:
    'Something went wrong on our side: the log of the dispatcher tells what. Connect again with the last id.',
} as const;

/**
 * Sends the feed until its reader is gone or too slow, or the process drains. A last event tells the reason as a
 * code. Writes no more than the reader accepts.
 */
export async function sendFeed<L extends Line>(
  raw: ServerResponse,
  reader: LineReader<L>,
  options: SendFeedOptions<L>,
): Promise<FeedEnd> {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  raw.on('error', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, options.stopping]);
  const end = await sendUntilEnd(raw, reader, options, signal).catch((error: unknown): FeedEnd => {
    if (error instanceof FeedOver) return error.code;
    if (toRefusal(error)?.retryAfterMs !== undefined) return 'STORE_UNAVAILABLE';
    options.onDefect(error);
    return 'INTERNAL';
  });
  if (gone.signal.aborted || end === 'READER_GONE') return 'READER_GONE';
  const detail = JSON.stringify({ code: end, detail: ENDS[end] });
  raw.end(`event: ${options.endEvent}\ndata: ${detail}\n\n`);
  const farewell = setTimeout(() => raw.destroy(), FAREWELL_MS);
  farewell.unref();
  raw.once('close', () => clearTimeout(farewell));
  return end;
}

async function sendUntilEnd<L extends Line>(
  raw: ServerResponse,
  reader: LineReader<L>,
  { isWanted, heartbeatMs, stallMs, stopping }: SendFeedOptions<L>,
  signal: AbortSignal,
): Promise<FeedEnd> {
  let sentAt = performance.now();
  raw.write(`retry: ${RETRY_MS}\nid: ${reader.id}\n\n`);
  while (!signal.aborted) {
    const lines = await reader.read(Math.max(0, sentAt + heartbeatMs - performance.now()), signal);
    const chunks = toChunks(lines.filter(isWanted));
    // An entry without data is no event. It only moves the place from which a reader of rare events continues.
    if (chunks.length === 0 && performance.now() - sentAt >= heartbeatMs) {
      chunks.push(`: heartbeat\nid: ${reader.id}\n\n`);
    }
    for (const chunk of chunks) {
      sentAt = performance.now();
      if (raw.write(chunk) || (await isTaken(raw, stallMs, signal))) continue;
      if (!signal.aborted) return 'FEED_STALLED';
      break;
    }
  }
  return stopping.aborted ? 'DISPATCHER_STOPPING' : 'READER_GONE';
}

function toChunks(lines: readonly Line[]): string[] {
  const chunks: string[] = [];
  let chunk = '';
  for (const { text } of lines) {
    chunk += text;
    if (chunk.length < CHUNK) continue;
    chunks.push(chunk);
    chunk = '';
  }
  if (chunk !== '') chunks.push(chunk);
  return chunks;
}

/** Whether the reader accepts the written data in time. */
async function isTaken(raw: ServerResponse, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const onDrain = () => resolve(true);
  const onEnd = () => resolve(false);
  const timer = setTimeout(onEnd, withinMs);
  raw.once('drain', onDrain);
  signal.addEventListener('abort', onEnd, { once: true });
  const taken = await promise;
  clearTimeout(timer);
  raw.off('drain', onDrain);
  signal.removeEventListener('abort', onEnd);
  return taken;
}
