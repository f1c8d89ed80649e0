import type {
  GroupDeadLetterListView,
  GroupDeadLettersMoved,
  GroupDeleted,
  GroupDeliveriesView,
  GroupHeldView,
  GroupView,
} from '../api-types.ts';
import type { CallOptions } from '../call-options.ts';
import { createKey } from '../create-key.ts';
import type { HttpCaller } from '../http-caller.ts';
import { toQuery } from '../to-query.ts';
import { type ConsumeHandler, type ConsumeOptions, consume } from './consume.ts';
import type { GroupReading, HeldEvents } from './group-reading.ts';

/** Where a group is moved: behind a position, to a moment, or to an end. */
export type GroupPlace =
  | { readonly after: number }
  | { readonly time: Date | string }
  | { readonly to: 'first' | 'last' };

/** A group of consumers that share a stream. Get it as `client.streams.group(stream, group)`. */
export class StreamGroup {
  readonly #caller: HttpCaller;
  readonly #path: string;

  constructor(caller: HttpCaller, path: string) {
    this.#caller = caller;
    this.#path = path;
  }

  /**
   * Calls the handler with one event after the other, and acknowledges those that it has processed, until the signal
   * aborts. Leases are extended while it works; its signal aborts when they lapse in an outage. An outage of any length is waited
   * out. If it throws, the event is given back and delivered again, at last as a
   * dead letter. Each event is processed at least once; a handler that stores `position` and `incarnation` with its own
   * effect processes each exactly once.
   */
  consume(handler: ConsumeHandler, options: ConsumeOptions = {}): Promise<void> {
    return consume(this, handler, options);
  }

  /**
   * Returns events for a consumer, under a lease; `wait` lets the fleet wait for some. A try whose answer was lost is repeated
   * and gives the same events. Rejects with `RefusedError` STREAM_UNKNOWN.
   */
  read(
    { waitMs = 0, leaseMs: lease, ...read }: GroupReading,
    options?: CallOptions,
  ): Promise<GroupDeliveriesView> {
    const call = {
      ...this.#post('read', { ...read, lease, wait: waitMs }),
      headers: { 'idempotency-key': createKey() },
      waitMs,
      shape: { deliveries: 'list' },
    } as const;
    return this.#caller.call(call, options);
  }

  /** Settles events for good. A repeat answers alike. */
  acknowledge(held: HeldEvents, options?: CallOptions): Promise<GroupHeldView> {
    return this.#caller.call(this.#post('ack', held), options);
  }

  /** Extends the lease to this many milliseconds from now. */
  extend(held: HeldEvents, leaseMs: number, options?: CallOptions): Promise<GroupHeldView> {
    return this.#caller.call(this.#post('extend', { ...held, lease: leaseMs }), options);
  }

  /** Gives events back, to be delivered again in `afterMs`, or as dead letters after `maxDeliveries`. */
  release(
    held: HeldEvents,
    release: { readonly afterMs?: number; readonly reason?: string; readonly maxDeliveries?: number } = {},
    options?: CallOptions,
  ): Promise<GroupHeldView> {
    const { afterMs: after = 0, reason, maxDeliveries } = release;
    return this.#caller.call(this.#post('release', { ...held, after, reason, maxDeliveries }), options);
  }

  /** Moves the group: events from there on are delivered anew. */
  reset(place: GroupPlace, options?: CallOptions): Promise<GroupView> {
    return this.#caller.call(this.#post('reset', place), options);
  }

  /** Returns the position and the lag. Rejects with `RefusedError` GROUP_UNKNOWN. */
  get(options?: CallOptions): Promise<GroupView> {
    return this.#caller.call({ method: 'GET', path: this.#path, shape: { group: 'text' } }, options);
  }

  delete(options?: CallOptions): Promise<GroupDeleted> {
    return this.#caller.call({ method: 'DELETE', path: this.#path }, options);
  }

  /** Returns a page of the events that the group could not process, by position. */
  deadLetters(
    { after, limit }: { readonly after?: number | undefined; readonly limit?: number | undefined } = {},
    options?: CallOptions,
  ): Promise<GroupDeadLetterListView> {
    const path = `${this.#path}/dead-letters${toQuery({ after, limit })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** Delivers dead letters again, as if for the first time. */
  redrive(positions: readonly number[], options?: CallOptions): Promise<GroupDeadLettersMoved> {
    return this.#caller.call(this.#post('dead-letters/redrive', { positions }), options);
  }

  /** Drops dead letters for good. */
  discard(positions: readonly number[], options?: CallOptions): Promise<GroupDeadLettersMoved> {
    return this.#caller.call(this.#post('dead-letters/discard', { positions }), options);
  }

  #post(verb: string, body: unknown) {
    return { method: 'POST', path: `${this.#path}/${verb}`, body } as const;
  }
}
