/**
 * General streams of events, beside the logs of runs. A stream belongs to a tenant and begins with its first event. Its
 * positions are 1, 2, 3 … without gaps, and its times never decrease, also when the store's clock is set back. A stream
 * that is deleted and written again begins anew, under another incarnation.
 */
export interface EventStore {
  /**
   * Appends a batch: all of it or nothing. A repeat with the same `command` gets the same answer, so it may be sent again
   * after a lost reply. With a `fingerprint`, answers are kept for `STREAM_LIMITS.commandMs` whatever else is appended, and a
   * repeat with another fingerprint is refused.
   *
   * @throws RangeError unless the batch has 1 to `STREAM_LIMITS.batch` events
   */
  append(append: StreamAppend): Promise<AppendAnswer>;

  /** Reads a page of events in order. It costs what the page holds, whatever the length of the stream. */
  read(query: EventQuery): Promise<EventPage>;

  /** Returns undefined for an unknown stream. */
  describe(tenant: string, stream: string): Promise<StreamDescription | undefined>;

  /**
   * Lists streams of a tenant by name, those after `after`: `limit` of them, or fewer if there are no more. One whose record is
   * broken is passed over.
   */
  list(tenant: string, after: string | undefined, limit: number): Promise<readonly StreamSummary[]>;

  /**
   * Deletes a stream with its groups, at once. `finishDeletions` frees what it occupied. A repeat would delete a stream of
   * the same name that was begun since, unless `incarnation` tells which one is meant.
   */
  delete(tenant: string, stream: string, incarnation?: number): Promise<DeleteAnswer>;

  /** Frees what deleted streams occupied. Takes at most `steps` steps of bounded work; returns how many it took. */
  finishDeletions(steps: number): Promise<number>;

  /**
   * Removes the events before a position, for an archive that has them. Ids stay known, so a duplicate of a removed event
   * is still one. Events that a group has not settled are kept, unless `evenUnread`. May be interrupted and repeated.
   */
  trim(trim: StreamTrim): Promise<TrimAnswer>;

  /**
   * Lists the events of all streams under a correlation id, by (time, stream, position). One that is broken is passed over.
   */
  readCorrelated(query: CorrelationQuery): Promise<readonly CorrelatedEvent[]>;

  /**
   * Calls `listener` soon after events were appended. Notifications can be lost, so a caller also reads from time to
   * time. Returns a function that stops it.
   */
  watch(tenant: string, stream: string, listener: () => void): Promise<() => Promise<void>>;
}

/** Bounds of one call and of what a stream keeps beside its events. */
export const STREAM_LIMITS = {
  /** Events of one append. */
  batch: 1_000,
  /** What one append may store, after compression. */
  batchBytes: 16 * 1024 * 1024,
  /** Data of an event above it, as JSON text, is kept as a blob, to which the event refers. */
  inlineBytes: 256 * 1024,
  /** Events of one page, and after how many bytes, unpacked, a page ends; its last event may exceed them. */
  pageEvents: 1_000,
  pageBytes: 1024 * 1024,
  /** Types that are counted by name, the first of the stream's life. Events of others are counted together. */
  types: 1_000,
  /** For how long, and how many, answers to appends are kept for a repeat; for each stream. Reads of groups as long at most. */
  commandMs: 600_000,
  commands: 10_000,
  /** Answers to appends with a fingerprint are kept for `commandMs`, unless all of them have more bytes than this. */
  namedBytes: 64 * 1024 * 1024,
  groups: 100,
  /** Events of one group that are delivered and not settled. More are not delivered. */
  pending: 10_000,
  /** Dead letters of one group. When there are more, events are delivered again instead. */
  dead: 10_000,
  /** How many events one read of a group makes dead letters at most. */
  buried: 100,
} as const;

export interface StreamAppend {
  readonly tenant: string;
  readonly stream: string;
  /** Names this append, so that a repeat is known. Unique for each append. */
  readonly command: string;
  /** Of the request, if its caller chose the name: what tells a repeat from another request. */
  readonly fingerprint?: string | undefined;
  readonly events: readonly NewEvent[];
  /** Appends only if this is the last position of the stream; 0: it has no events yet. */
  readonly expect?: number | undefined;
  /** How long events without an id are compared by their content. 0: they are not. */
  readonly dedupeMs: number;
  /** The most bytes of one event's data, as JSON text. Undefined: no limit of its own. */
  readonly eventMaxBytes?: number | undefined;
}

export interface NewEvent {
  readonly type: string;
  /** JSON text. */
  readonly data: string;
  /** Unique in the stream for its whole life: an event with an id that is known is a duplicate. */
  readonly id?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly traceId?: string | undefined;
}

export interface StreamEvent extends NewEvent {
  /** From 1. */
  readonly position: number;
  /** When it was appended, by the store's clock: milliseconds since 1970. */
  readonly at: number;
}

export type AppendAnswer =
  | {
      readonly result: 'appended';
      readonly incarnation: number;
      /** In the order of the batch. A duplicate has the position and the time of the first. */
      readonly events: readonly AppendedEvent[];
      /** The last position of the stream after this append. */
      readonly last: number;
    }
  /** The stream ends elsewhere than expected; nothing was appended. An unknown stream ends at 0. */
  | { readonly result: 'conflict'; readonly last: number }
  /** The command was another request's, by its fingerprint; nothing was appended. */
  | { readonly result: 'reused' }
  /** Nothing was appended. `index`: of the first event that is too large; undefined: the batch as a whole is. */
  | {
      readonly result: 'too_large';
      readonly index: number | undefined;
      readonly bytes: number;
      readonly limit: number;
    };

export interface AppendedEvent {
  readonly position: number;
  readonly at: number;
  readonly duplicate: boolean;
}

/** Filters are ANDed. */
export interface EventQuery {
  readonly tenant: string;
  readonly stream: string;
  /** Events after this position. 0: from the first that is kept. */
  readonly after: number;
  /** Milliseconds since 1970; `from` inclusive, `to` exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly type?: string | undefined;
  readonly correlationId?: string | undefined;
  /** At most `STREAM_LIMITS.pageEvents`. */
  readonly limit: number;
  /** Reads only this incarnation of the stream, if given. */
  readonly incarnation?: number | undefined;
}

export type EventPage =
  | {
      readonly result: 'page';
      readonly incarnation: number;
      readonly events: readonly StreamEvent[];
      /** The next page begins after this position; all matching events up to it have been read. */
      readonly upto: number;
      /** Whether more events may match, so that the next page is worth reading. */
      readonly hasMore: boolean;
      /** The first position that is kept, which is `last + 1` if none is, and the last one of the stream. */
      readonly first: number;
      readonly last: number;
      /** Its events are from the archive; those that the store keeps follow on later pages. */
      readonly archived?: true;
    }
  | UnknownStream
  | RenewedStream;

export interface UnknownStream {
  readonly result: 'unknown';
}

/** The stream was deleted and written again since: positions begin at 1, and groups are gone. */
export interface RenewedStream {
  readonly result: 'renewed';
  readonly incarnation: number;
}

export type DeleteAnswer = { readonly result: 'deleted' } | UnknownStream | RenewedStream;

export interface StreamSummary {
  readonly stream: string;
  /** Differs between a stream and the one of the same name that it replaced; later ones are greater. */
  readonly incarnation: number;
  /** Events that are kept. */
  readonly count: number;
  /** The first event that is kept; undefined if none is. */
  readonly first: { readonly position: number; readonly at: number } | undefined;
  /** The last event that was appended, kept or not. */
  readonly last: { readonly position: number; readonly at: number };
  /** Bytes of the events that are kept, as stored: data (compressed), type, ids. */
  readonly bytes: number;
}

export interface StreamDescription extends StreamSummary {
  /** Counts of the events that are kept, by type. */
  readonly types: ReadonlyMap<string, number>;
  /** How many events have a type that is not counted by name. */
  readonly otherTypes: number;
  /** What the archive has of the events that the store keeps no more. */
  readonly archived?: {
    readonly first: { readonly position: number; readonly at: number };
    readonly last: { readonly position: number; readonly at: number };
    /** Compressed. */
    readonly bytes: number;
  };
  /** Why the archive could not be asked: what it has is missing here. */
  readonly incomplete?: { readonly code: string; readonly message: string };
}

export interface StreamTrim {
  readonly tenant: string;
  readonly stream: string;
  /** The first position to keep. */
  readonly before: number;
  readonly evenUnread: boolean;
  readonly incarnation?: number | undefined;
}

export type TrimAnswer =
  | { readonly result: 'trimmed'; readonly removed: number; readonly first: number }
  | UnknownStream
  | RenewedStream;

export interface CorrelationQuery {
  readonly tenant: string;
  readonly correlationId: string;
  readonly after?: CorrelationPosition | undefined;
  /** At most `STREAM_LIMITS.pageEvents`. A page may be shorter because of its bytes; the last one is empty. */
  readonly limit: number;
}

export interface CorrelationPosition {
  readonly at: number;
  readonly stream: string;
  readonly position: number;
}

export interface CorrelatedEvent {
  readonly stream: string;
  readonly incarnation: number;
  readonly event: StreamEvent;
}

/** Returns a negative number if `a` comes before `b`. Names are compared by their bytes. */
export function compareCorrelated(a: CorrelationPosition, b: CorrelationPosition): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.stream !== b.stream) return a.stream < b.stream ? -1 : 1;
  return a.position - b.position;
}

export const toCorrelationPosition = ({ stream, event }: CorrelatedEvent): CorrelationPosition => ({
  at: event.at,
  stream,
  position: event.position,
});
