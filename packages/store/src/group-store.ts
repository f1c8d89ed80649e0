import type { RenewedStream, StreamEvent, UnknownStream } from './event-store.ts';

/**
 * Groups of consumers that share a stream: each event goes to one consumer of a group, under a lease. An event whose lease
 * lapses is delivered again, so each is processed at least once. A consumer that keeps the position and the incarnation
 * with its own effect processes each exactly once. A group ends with its stream.
 */
export interface GroupStore {
  /**
   * Delivers a batch: first events whose lease has lapsed, then new ones. Creates the group with its first read. An event
   * that was delivered `maxDeliveries` times becomes a dead letter instead. If the reply is lost, a repeat under the same
   * `readId` gives the events that the consumer still holds of that read, under a new lease; without, they are delivered
   * again once their lease has lapsed.
   */
  read(read: GroupRead): Promise<GroupPage>;

  /** Settles events for good. A repeat answers alike. */
  acknowledge(held: GroupHold): Promise<HoldAnswer>;

  /** Extends the lease to `leaseMs` from now. */
  extend(held: GroupHold, leaseMs: number): Promise<HoldAnswer>;

  /** Gives events back, to be delivered again in `afterMs`, or as dead letters after `maxDeliveries` deliveries. */
  release(held: GroupHold, release: Release): Promise<HoldAnswer>;

  /**
   * Moves the group, which is created if it is unknown: the events after the position are delivered next, or those from
   * the time on. The position may lie before the first event that is kept; a time gives one that is kept. Leases, and dead
   * letters after the position, are dropped.
   */
  reset(group: GroupName, to: GroupStart): Promise<ResetAnswer>;

  describe(group: GroupName): Promise<GroupDescription | undefined>;
  /** Describes all groups of a stream, by name. Returns undefined for an unknown stream. */
  list(tenant: string, stream: string): Promise<readonly GroupDescription[] | undefined>;

  /** Lists dead letters by position, those after `after`. */
  listDead(group: GroupName, after: number, limit: number): Promise<readonly DeadEvent[]>;
  /** Delivers dead letters again, as if for the first time. Returns the positions that were dead letters. */
  redrive(group: GroupName, positions: readonly number[]): Promise<readonly number[]>;
  /** Drops dead letters for good. Returns the positions that were dead letters. */
  discard(group: GroupName, positions: readonly number[]): Promise<readonly number[]>;

  /** Returns whether the group existed. */
  delete(group: GroupName): Promise<boolean>;
}

export interface GroupName {
  readonly tenant: string;
  readonly stream: string;
  readonly group: string;
}

export interface GroupRead extends GroupName {
  readonly consumer: string;
  /** Names this read of the consumer, so that a repeat is known while the lease holds, for `STREAM_LIMITS.commandMs` at most. */
  readonly readId?: string | undefined;
  /** At most `STREAM_LIMITS.pageEvents`. */
  readonly limit: number;
  readonly leaseMs: number;
  /** From 1, the first delivery included. */
  readonly maxDeliveries: number;
  /** Where a new group begins: with the first event that is kept (with `removed`: the first of all), or after the last. */
  readonly start: 'first' | 'last';
  /** Undefined: the group passes over events that the store keeps no more. */
  readonly removed?: RemovedEvents | undefined;
  /** Reads only this incarnation of the stream, if given. */
  readonly incarnation?: number | undefined;
  /** Aborted when nobody waits for the answer any more: what had to be loaded before is not leased then. */
  readonly signal?: AbortSignal | undefined;
}

/** What the reader of a group has of events that the store keeps no more, because an archive has them. */
export interface RemovedEvents {
  /** Those whose content it has: they may be delivered. They do not count into the bytes of a page. */
  readonly positions: readonly number[];
  /** Ranges of events that are nowhere, both ends included: the group passes over them. */
  readonly lost: readonly (readonly [from: number, upto: number])[];
}

export type GroupPage =
  | {
      readonly result: 'delivered';
      readonly incarnation: number;
      /** By position. */
      readonly events: readonly DeliveredEvent[];
      /** Events of `removed` that are delivered with them, by position; absent if there are none. */
      readonly removed?: readonly RemovedDelivery[];
      /** Until when the lease holds, by the store's clock. */
      readonly leasedUntil: number;
    }
  /**
   * Nothing is delivered: next are events that the store keeps no more, and `removed` has none of them. These are the
   * first, as many as the page may have. The store keeps those from `first` on.
   */
  | {
      readonly result: 'missing';
      readonly incarnation: number;
      readonly positions: readonly number[];
      readonly first: number;
    }
  | UnknownStream
  | RenewedStream
  /** The stream has `STREAM_LIMITS.groups` others. */
  | { readonly result: 'too_many_groups' };

export interface RemovedDelivery {
  readonly position: number;
  readonly delivery: number;
}

export interface DeliveredEvent extends StreamEvent {
  /** How often it was delivered to this group, this time included. */
  readonly delivery: number;
}

/** Events that a consumer holds. */
export interface GroupHold extends GroupName {
  readonly consumer: string;
  readonly positions: readonly number[];
  /** As the delivery had it: positions of another incarnation are other events. */
  readonly incarnation: number;
}

export type HoldAnswer =
  /**
   * `refused`: positions that this consumer does not hold: another one does, or the event is a dead letter or was never
   * delivered. Events that were acknowledged before are not refused to `acknowledge`.
   */
  | { readonly result: 'done'; readonly refused: readonly number[] }
  /** The stream or the group. */
  | UnknownStream
  | RenewedStream;

export interface Release {
  readonly afterMs: number;
  readonly reason: string;
  readonly maxDeliveries: number;
}

export type GroupStart = { readonly after: number } | { readonly at: number };

export type ResetAnswer =
  | { readonly result: 'reset'; readonly incarnation: number; readonly position: number }
  | UnknownStream
  | { readonly result: 'too_many_groups' };

export interface GroupDescription {
  readonly group: string;
  readonly incarnation: number;
  /** All events up to it are settled: acknowledged, or dead letters. */
  readonly position: number;
  /** All events up to it have been delivered. */
  readonly delivered: number;
  /** Events that are not settled, delivered or not, and kept or not. */
  readonly lag: number;
  /** Events that were delivered and are not settled. */
  readonly pending: number;
  readonly dead: number;
  /** When the oldest event that is not settled was appended, of those that are kept; undefined if all are settled. */
  readonly oldestAt: number | undefined;
}

export interface DeadEvent {
  readonly position: number;
  /** Undefined if the event was removed, or its record is broken. */
  readonly event: StreamEvent | undefined;
  readonly deliveries: number;
  /** The consumer that had it last. */
  readonly consumer: string;
  readonly reason: string;
  /** When it became a dead letter: milliseconds since 1970. */
  readonly at: number;
}

/** The reason of a dead letter that no consumer gave back. */
export const LAPSED = 'Its lease lapsed after each delivery: no consumer acknowledged it or gave it back.';
