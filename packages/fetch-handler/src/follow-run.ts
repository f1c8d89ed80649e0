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
const READERS_OF_TENANT = 50;
const END = /^run\.(completed|failed|cancelled|timed_out)$/;

/**
 * `GET /runs/ID/events`: the events of a run from its beginning, or after `Last-Event-ID`, as server-sent events. Each has `type`
 * and `at`, and what it is about (`step`, `item`, `attempt`); those that handlers emit (`custom`) have their `name` and `data` too.
 * After the run's end comes the event `end`, upon which a browser closes its `EventSource`.
 */
export async function followRun(call: Call, runId: string): Promise<Response> {
  const after = readLastId(call.request);
  const { run } = await loadOwnRun(call, runId);
  join(call);
  const over = new AbortController();
  const signal = AbortSignal.any([call.request.signal, over.signal]);
  if (signal.aborted) call.hub.leave(call.owner);
  else signal.addEventListener('abort', () => call.hub.leave(call.owner), { once: true });
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

/** Throws `ProblemError` if there are too many readers: 429 of this tenant, 503 of all together. */
function join({ hub, owner, caller: { limits } }: Call): void {
  const joined = hub.join(owner, limits?.readers ?? READERS_OF_TENANT);
  if (joined === 'joined') return;
  const status = joined === 'full' ? 503 : 429;
  const detail = 'Too many readers follow events. Close some, or try again later.';
  throw new ProblemError(status, 'READERS_TOO_MANY', detail, { headers: { 'retry-after': '5' } });
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
  // Who has logged out meanwhile is told so when the browser connects again.
  while (!signal.aborted && (await call.isStillAllowed())) {
    // What happens while the log is read is heard only by a feed that was there before.
    const wasLive = hub.isLive;
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
    await listener.next(wasLive ? HEARTBEAT_MS : LOOK_MS);
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
