import type { CallOptions } from './call-options.ts';
import { AnswerError, RefusedError } from './errors.ts';
import type { HttpCaller } from './http-caller.ts';
import { parseJson } from './parse-json.ts';
import { pause } from './pause.ts';
import { readEventStream, type StreamEvent } from './read-event-stream.ts';

/** The pause before the first reconnection. It grows while streams end without an event. */
const AGAIN_MS = 200;
const AGAIN_MAX_MS = 5_000;
/**
 * A stream that is silent for this long counts as broken. Dispatchers send a heartbeat every few seconds
 * (`AG06_FEED_HEARTBEAT_MS`).
 */
const SILENT_MS = 60_000;

export interface FeedOptions extends CallOptions {
  /** Where to begin: the `lastId` of an earlier feed, or milliseconds since 1970. Default: with events from now on. */
  readonly after?: string | undefined;
  /** `retryForMs` of the first connection. Default: that of all later ones. */
  readonly firstRetryForMs?: number | undefined;
}

/** Where the events of a feed come from. */
export interface FeedSource<Event> {
  /** With its query. */
  readonly path: string;
  /** The name of the event with which a dispatcher ends a connection. */
  readonly endEvent: string;
  /** Reads the data of one event. Throws `AnswerError`. */
  readonly parse: (data: unknown) => Event;
}

/** The reason with which a feed is over for good. */
const OVER = 'STREAM_DELETED';

/**
 * The live events of all runs or of one stream, as server-sent events. When a connection ends or breaks, the next one continues after
 * the last event, with any dispatcher, so that each event comes once. The feed of a stream ends when the stream is deleted. Iterating rejects with the reason of the signal,
 * `RefusedError` (410 FEED_POSITION_GONE: the fleet no longer has events that old), `UnreachableError` or
 * `AnswerError`.
 */
export class Feed<Event> implements AsyncIterable<Event> {
  readonly #caller: Pick<HttpCaller, 'open'>;
  readonly #source: FeedSource<Event>;
  readonly #options: FeedOptions;
  #lastId: string;
  #isOver = false;

  constructor(caller: Pick<HttpCaller, 'open'>, source: FeedSource<Event>, options: FeedOptions) {
    this.#caller = caller;
    this.#source = source;
    this.#options = options;
    this.#lastId = options.after ?? '';
  }

  /**
   * The position to pass as `after` to continue here; it also moves while no event comes. Undefined before the first
   * connection.
   */
  get lastId(): string | undefined {
    return this.#lastId === '' ? undefined : this.#lastId;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, void> {
    const { path } = this.#source;
    const { signal, firstRetryForMs, ...options } = this.#options;
    let retryForMs = firstRetryForMs ?? options.retryForMs;
    let againMs = AGAIN_MS;
    for (;;) {
      const headers = this.#lastId === '' ? {} : { 'last-event-id': this.#lastId };
      const call = { method: 'GET', path, headers } as const;
      const body = await this.#caller.open(call, { ...options, signal, retryForMs }).catch(toOver);
      if (body === undefined) return;
      retryForMs = options.retryForMs;
      const before = this.#lastId;
      yield* this.#read(readEventStream(body, SILENT_MS, path));
      if (this.#isOver) return;
      againMs = this.#lastId === before ? Math.min(2 * againMs, AGAIN_MAX_MS) : AGAIN_MS;
      await pause(againMs, signal);
    }
  }

  /** Yields events until the stream ends or breaks. */
  async *#read(stream: AsyncGenerator<StreamEvent, void, void>): AsyncGenerator<Event, void, void> {
    try {
      for (;;) {
        const { value } = await stream.next().catch(toEnd);
        if (value === undefined) return;
        this.#lastId = value.id;
        if (value.event === this.#source.endEvent) {
          this.#isOver = isOver(value.data);
          return;
        }
        if (value.data !== '') yield this.#source.parse(parseJson(value.data));
      }
    } finally {
      await stream.return();
    }
  }
}

/** A stream that was deleted while nobody followed it. Throws any other error. */
function toOver(error: unknown): undefined {
  if (!(error instanceof RefusedError && error.code === OVER)) throw error;
}

/** Treats a lost connection as the end of its stream. Throws any other error. */
function toEnd(error: unknown): { value: undefined } {
  if (error instanceof AnswerError) throw error;
  return { value: undefined };
}

function isOver(data: string): boolean {
  const end = parseJson(data);
  return typeof end === 'object' && end !== null && 'code' in end && end.code === OVER;
}
