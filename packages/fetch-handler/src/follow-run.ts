import type { EventView } from '@ag06/client';
import type { Call } from './call.ts';
import { loadOwnRun } from './own-run.ts';
import { ProblemError } from './problem.ts';
import { isEnded } from './show-run.ts';

/** How often a reader is sent something, so that nothing between cuts it off. */
const HEARTBEAT_MS = 15_000;
/** How often a reader looks by itself, while no feed wakes it. */
const LOOK_MS = 1_000;
const RETRY_MS = 1_000;
const END = /^run\.(completed|failed|cancelled|timed_out)$/;

/**
 * `GET /runs/ID/events`: the events of a run from its beginning, or after `Last-Event-ID`, as server-sent events. Each has `type`
 * and `at`, and what it is about (`step`, `item`, `attempt`); those that handlers emit (`custom`) have their `name` and `data` too.
 * After the run's end comes the event `end`, upon which a browser closes its `EventSource`.
 */
export async function followRun(call: Call, runId: string): Promise<Response> {
  const after = readLastId(call.request);
  const { run } = await loadOwnRun(call, runId);
  if (!call.hub.join()) {
    const headers = { 'retry-after': '5' };
    throw new ProblemError(503, 'READERS_TOO_MANY', 'Too many readers follow events. Try again later.', {
      headers,
    });
  }
  const over = new AbortController();
  const signal = AbortSignal.any([call.request.signal, over.signal]);
  if (signal.aborted) call.hub.leave();
  else signal.addEventListener('abort', () => call.hub.leave(), { once: true });
  const lines = readLines(call, runId, { after, signal, isOver: isEnded(run) });
  return new Response(
    toStream(lines, () => over.abort()),
    {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    },
  );
}

/** The number of the last event that the reader has. */
function readLastId({ headers }: Request): number {
  const id = headers.get('last-event-id') ?? '';
  if (id === '') return 0;
  if (/^\d{1,12}$/.test(id)) return Number(id);
  throw new ProblemError(422, 'EVENT_ID_INVALID', 'Last-Event-ID is the id of an event of this run.');
}

interface Reading {
  readonly after: number;
  readonly signal: AbortSignal;
  /** Whether the run had ended before. */
  readonly isOver: boolean;
}

async function* readLines(
  call: Call,
  runId: string,
  { after, signal, isOver }: Reading,
): AsyncGenerator<string> {
  const { client, hub, options } = call;
  let last = after;
  let isEnd = isOver;
  const listener = hub.listen(runId, signal);
  yield `retry: ${RETRY_MS}\n\n`;
  while (!signal.aborted) {
    for await (const event of client.events(runId, { ...options, signal, after: last })) {
      last = event.seq;
      isEnd = END.test(event.type);
      yield `id: ${event.seq}\ndata: ${JSON.stringify(toShown(event))}\n\n`;
    }
    if (isEnd) {
      yield 'event: end\ndata: {}\n\n';
      return;
    }
    yield ':\n\n';
    await listener.next(hub.isLive ? HEARTBEAT_MS : LOOK_MS);
  }
}

/** No workers, no traces, no inputs and outputs: only what a page shows. */
function toShown({ seq, type, at, step, item, attempt, ...more }: EventView): object {
  const fields = { seq, type, at, step, item, attempt };
  return type === 'custom' ? { ...fields, name: more.name, data: more.data } : fields;
}

/** A stream that takes lines only as fast as its reader does. `onOver` is called when it ends, or nobody reads any more. */
function toStream(lines: AsyncGenerator<string>, onOver: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      // A fleet that is away ends the stream, and the reader connects again.
      const next = await lines.next().catch(() => undefined);
      if (next !== undefined && next.done !== true) {
        controller.enqueue(encoder.encode(next.value));
        return;
      }
      onOver();
      controller.close();
    },
    cancel: onOver,
  });
}
