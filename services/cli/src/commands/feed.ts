import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../api.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { PATIENCE_FLAGS, patiently, readPatienceMs } from '../patience.ts';
import { readEventStream } from '../read-event-stream.ts';
import { type EventView, printable, renderEvent } from '../render.ts';

const FLAGS = {
  run: { type: 'string', multiple: true },
  workflow: { type: 'string', multiple: true },
  type: { type: 'string', multiple: true },
  after: { type: 'string' },
  ...PATIENCE_FLAGS,
} as const;

/** A dispatcher that ends a stream is not asked again at once. */
const AGAIN_MS = 200;

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
  const { signal } = stopped;
  const patience = { patienceMs: readPatienceMs(parsed.text('reconnect-for')), signal, say: output.note };
  let isFirst = true;
  try {
    while (!signal.aborted) {
      const connect = () => openFeed(api, query, lastId, signal);
      // Who never answered is not waited for.
      const body = isFirst ? await connect() : await patiently(connect, patience);
      isFirst = false;
      lastId = await readFeed(body, lastId, show);
      await delay(AGAIN_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return EXIT.ok;
}

function openFeed(
  api: Api,
  query: URLSearchParams,
  after: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  return api.stream(`/v1/feed?${query}`, after === '' ? {} : { 'last-event-id': after }, signal);
}

/** Until the stream ends; answers where to go on. */
async function readFeed(
  body: AsyncIterable<Uint8Array>,
  after: string,
  show: (event: FeedEvent) => void,
): Promise<string> {
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
