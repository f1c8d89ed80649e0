import { allPages } from '../all-pages.ts';
import type {
  GroupListView,
  StreamAppended,
  StreamDeleted,
  StreamEventPageView,
  StreamEventView,
  StreamListView,
  StreamSummaryView,
  StreamView,
} from '../api-types.ts';
import type { CallOptions } from '../call-options.ts';
import { checkAnswer } from '../check-answer.ts';
import { createKey } from '../create-key.ts';
import { RefusedError } from '../errors.ts';
import { Feed, type FeedOptions } from '../feed.ts';
import type { HttpCaller } from '../http-caller.ts';
import type { Page } from '../run-types.ts';
import { toQuery } from '../to-query.ts';
import { StreamGroup } from './stream-group.ts';

const PAGE = 500;
const PATH = '/v1/streams';

/** Which events of a stream are read; all are ANDed. */
export interface StreamFilter {
  /** Events after this position. */
  readonly after?: number | undefined;
  /** The first moment, inclusive. */
  readonly from?: Date | string | undefined;
  /** The last moment, exclusive. */
  readonly to?: Date | string | undefined;
  readonly type?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** An event to append. */
export interface NewEvent {
  /** Such as `order.paid`. */
  readonly type: string;
  /** Any JSON; null if it is absent. */
  readonly data?: unknown;
  /** Appends of one id are one event, for the life of the stream. */
  readonly id?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** Options of an append. */
export interface AppendOptions extends CallOptions {
  /** Appends only if the stream ends at this position; 0: if it has no event. */
  readonly expect?: number | undefined;
  /** Of all events that have none of their own. */
  readonly correlationId?: string | undefined;
  /** Names the append, so that repeating it is safe. Absent: the client makes one for the tries of this call. */
  readonly key?: string | undefined;
}

export interface DeleteOptions extends CallOptions {
  /** Deletes only this incarnation of the stream. */
  readonly incarnation?: number | undefined;
}

/** Streams of events. Get it as `client.streams`. */
export class Streams {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Appends an event, or at most 1,000 as a whole. A duplicate is no error: its `position` is that of the first. Rejects
   * with `RefusedError` STREAM_CONFLICT (`errors[0].expected` is the last position) or EVENT_TOO_LARGE.
   */
  append(
    stream: string,
    events: NewEvent | readonly NewEvent[],
    { expect, correlationId, key = createKey(), ...options }: AppendOptions = {},
  ): Promise<StreamAppended> {
    const body = isList(events) ? { events, expect } : { ...events, expect };
    const headers = {
      'idempotency-key': key,
      ...(correlationId !== undefined && { 'x-correlation-id': correlationId }),
    };
    const shape = { events: 'list' } as const;
    return this.#caller.call(
      { method: 'POST', path: `${pathOf(stream)}/events`, body, headers, shape },
      options,
    );
  }

  /** Yields streams by name. Loads a page only when its first stream is asked for. */
  async *list(options?: CallOptions): AsyncGenerator<StreamSummaryView, void> {
    yield* allPages((cursor) => this.listPage({ limit: PAGE, cursor }, options));
  }

  listPage({ limit, cursor }: Page = {}, options?: CallOptions): Promise<StreamListView> {
    const path = `${PATH}${toQuery({ limit, cursor })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** Returns the counts of a stream. Rejects with `RefusedError` STREAM_UNKNOWN. */
  get(stream: string, options?: CallOptions): Promise<StreamView> {
    return this.#caller.call({ method: 'GET', path: pathOf(stream), shape: { name: 'text' } }, options);
  }

  /**
   * Yields the events that a stream has so far, in order. Loads a page only when its first event is asked for. Rejects with
   * `RefusedError` STREAM_UNKNOWN, or STREAM_RENEWED if the stream is deleted and written again meanwhile.
   */
  async *read(
    stream: string,
    { after = 0, ...filter }: StreamFilter = {},
    options?: CallOptions,
  ): AsyncGenerator<StreamEventView, void> {
    let incarnation: number | undefined;
    for (let position: number | undefined = after; position !== undefined; ) {
      const page: StreamEventPageView = await this.readPage(
        stream,
        { ...filter, after: position, limit: PAGE, incarnation },
        options,
      );
      yield* page.events;
      incarnation = page.incarnation;
      position = page.next;
    }
  }

  /**
   * Returns one page of the events of a stream, in order. `after` of the next page is its `next`; with the `incarnation` of the
   * page before, another stream of the same name is refused. Rejects as `read`.
   */
  readPage(
    stream: string,
    page: StreamFilter & {
      readonly limit?: number | undefined;
      readonly incarnation?: number | undefined;
    } = {},
    options?: CallOptions,
  ): Promise<StreamEventPageView> {
    const path = `${pathOf(stream)}/events${toQuery({ ...page })}`;
    return this.#caller.call({ method: 'GET', path, shape: { events: 'list' } }, options);
  }

  /**
   * Returns the live events of a stream, or of those that match the filter; with `after: '0'` from the first. It ends when
   * the stream is deleted, or with the signal.
   */
  feed(
    stream: string,
    filter: Pick<StreamFilter, 'type' | 'correlationId'> = {},
    options: FeedOptions = {},
  ): Feed<StreamEventView> {
    const path = `${pathOf(stream)}/feed`;
    const parse = (data: unknown): StreamEventView => checkAnswer(data, { type: 'text', at: 'text' }, path);
    const source = { path: `${path}${toQuery({ ...filter })}`, endEvent: '!end', parse };
    return new Feed(this.#caller, source, options);
  }

  /**
   * Deletes a stream with its groups. Without an `incarnation` it deletes the stream that it finds at the start, and none
   * that is begun meanwhile. Rejects with `RefusedError` STREAM_UNKNOWN, also the second time, or STREAM_RENEWED if the
   * stream of this name has another incarnation than the given one.
   */
  async delete(stream: string, { incarnation, ...options }: DeleteOptions = {}): Promise<StreamDeleted> {
    const found = incarnation ?? (await this.#findIncarnation(stream, options));
    const call = { method: 'DELETE', path: `${pathOf(stream)}${toQuery({ incarnation: found })}` } as const;
    if (found === undefined) return this.#caller.call(call, { ...options, retryForMs: 0 });
    try {
      return await this.#caller.call(call, options);
    } catch (error) {
      // It was there: a try whose answer was lost has deleted it, or somebody else.
      if (incarnation === undefined && isGone(error)) return { name: stream, deleted: true };
      throw error;
    }
  }

  /** Returns undefined if the stream cannot be read. Such a one can be deleted, but not by its incarnation. */
  async #findIncarnation(stream: string, options: CallOptions): Promise<number | undefined> {
    try {
      return (await this.get(stream, options)).incarnation;
    } catch (error) {
      if (error instanceof RefusedError && error.code === 'STORE_RECORD_INVALID') return undefined;
      throw error;
    }
  }

  /** Returns the groups of a stream, each with its position and its lag. */
  groups(stream: string, options?: CallOptions): Promise<GroupListView> {
    const path = `${pathOf(stream)}/groups`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** Returns a group of consumers. Sends nothing: a group begins with its first read. */
  group(stream: string, group: string): StreamGroup {
    return new StreamGroup(this.#caller, `${pathOf(stream)}/groups/${encodeURIComponent(group)}`);
  }
}

const pathOf = (stream: string): string => `${PATH}/${encodeURIComponent(stream)}`;

const isGone = (error: unknown): boolean =>
  error instanceof RefusedError && (error.code === 'STREAM_UNKNOWN' || error.code === 'STREAM_RENEWED');

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);
