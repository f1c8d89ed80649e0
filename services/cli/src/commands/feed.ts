import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../api.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT, UnreachableError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { readEventStream } from '../read-event-stream.ts';
import { type EventView, printable, renderEvent } from '../render.ts';

const FLAGS = {
  run: { type: 'string', multiple: true },
  workflow: { type: 'string', multiple: true },
  type: { type: 'string', multiple: true },
  after: { type: 'string' },
} as const;
const CONNECT_AGAIN_MS = 1_000;

type FeedEvent = EventView & { readonly runId: string; readonly workflow: string };

/** `ag06 feed`: every event of every run as it happens, until it is interrupted; finds back to a dispatcher that was away. */
export async function feed(args: readonly string[], api: Api, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const query = new URLSearchParams();
  for (const name of ['run', 'workflow', 'type']) {
    for (const value of parsed.texts(name)) query.append(name, value);
  }
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  const show = (event: FeedEvent) => {
    output.json(event);
    output.text(`${event.runId}  ${printable(event.workflow)}  ${renderEvent(event, output.isStyled)}`);
  };
  let lastId = parsed.text('after') ?? '';
  for (let isFirst = true; !stopped.signal.aborted; isFirst = false) {
    try {
      lastId = await followOnce(api, query, lastId, show, stopped.signal);
    } catch (error) {
      if (stopped.signal.aborted) break;
      if (isFirst || !(error instanceof UnreachableError)) throw error;
    }
    await delay(CONNECT_AGAIN_MS, undefined, { signal: stopped.signal }).catch(() => {});
  }
  return EXIT.ok;
}

/** Until the stream ends; answers where to go on. */
async function followOnce(
  api: Api,
  query: URLSearchParams,
  after: string,
  show: (event: FeedEvent) => void,
  signal: AbortSignal,
): Promise<string> {
  const headers = after === '' ? {} : { 'last-event-id': after };
  const body = await api.stream(`/v1/feed?${query}`, headers, signal);
  let lastId = after;
  try {
    for await (const { id, event, data } of readEventStream(body)) {
      lastId = id;
      if (event === 'end') break;
      if (data !== '') show(JSON.parse(data) as FeedEvent);
    }
  } catch {
    // A connection that is lost ends the stream as well.
  }
  return lastId;
}
