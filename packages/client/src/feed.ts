import type { FeedEventView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import { checkAnswer } from './check-answer.ts';
import { AnswerError } from './errors.ts';
import type { HttpCaller } from './http-caller.ts';
import { parseJson } from './parse-json.ts';
import { pause } from './pause.ts';
import { readEventStream, type StreamEvent } from './read-event-stream.ts';
import type { FeedFilter } from './run-types.ts';
import { toQuery } from './to-query.ts';

const PATH = '/v1/feed';
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

/**
 * The live events of all runs, as server-sent events. When a connection ends or breaks, the next one continues after
 * the last event, with any dispatcher, so that each event comes once. Iterating rejects with the reason of the signal,
 * `RefusedError` (410 FEED_POSITION_GONE: the fleet no longer has events that old), `UnreachableError` or
 * `AnswerError`.
 */
export class Feed implements AsyncIterable<FeedEventView> {
  readonly #caller: Pick<HttpCaller, 'open'>;
  readonly #path: string;
  readonly #options: FeedOptions;
  #lastId: string;

  constructor(caller: Pick<HttpCaller, 'open'>, filter: FeedFilter, options: FeedOptions) {
    this.#caller = caller;
    this.#path = `${PATH}${toQuery({ ...filter })}`;
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

  async *[Symbol.asyncIterator](): AsyncGenerator<FeedEventView, void, void> {
    const { signal, firstRetryForMs, ...options } = this.#options;
    let retryForMs = firstRetryForMs ?? options.retryForMs;
    let againMs = AGAIN_MS;
    for (;;) {
      const headers = this.#lastId === '' ? {} : { 'last-event-id': this.#lastId };
      const call = { method: 'GET', path: this.#path, headers } as const;
      const body = await this.#caller.open(call, { ...options, signal, retryForMs });
      retryForMs = options.retryForMs;
      const before = this.#lastId;
      yield* this.#read(readEventStream(body, SILENT_MS, PATH));
      againMs = this.#lastId === before ? Math.min(2 * againMs, AGAIN_MAX_MS) : AGAIN_MS;
      await pause(againMs, signal);
    }
  }

  /** Yields events until the stream ends or breaks. */
  async *#read(stream: AsyncGenerator<StreamEvent, void, void>): AsyncGenerator<FeedEventView, void, void> {
    try {
      for (;;) {
        const { value } = await stream.next().catch(toEnd);
        if (value === undefined) return;
        this.#lastId = value.id;
        if (value.event === 'end') return;
        if (value.data !== '') yield toEvent(value.data);
      }
    } finally {
      await stream.return();
    }
  }
}

/** Treats a lost connection as the end of its stream. Throws any other error. */
function toEnd(error: unknown): { value: undefined } {
  if (error instanceof AnswerError) throw error;
  return { value: undefined };
}

function toEvent(data: string): FeedEventView {
  return checkAnswer(parseJson(data), { runId: 'text', type: 'text', at: 'text' }, PATH);
}
