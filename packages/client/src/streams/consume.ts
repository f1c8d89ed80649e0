import type { GroupDeliveriesView, GroupDeliveryView } from '../api-types.ts';
import type { CallOptions } from '../call-options.ts';
import { createKey } from '../create-key.ts';
import { RefusedError, UnreachableError } from '../errors.ts';
import { pause } from '../pause.ts';
import type { GroupReading, HeldEvents } from './group-reading.ts';

/** How long to wait for a stream that does not exist yet. */
const UNKNOWN_MS = 1_000;
const REASON_LENGTH = 1_000;
/** How much later an event is delivered again that could not be processed; twice as long each time. */
const AGAIN_MS = 1_000;
const AGAIN_MAX_MS = 60_000;

/** An event as a consumer gets it. */
export interface Delivered extends Readonly<GroupDeliveryView> {
  /** With `position`, what identifies the event for ever. */
  readonly incarnation: number;
}

/** Processes one event. The signal aborts when the event is no longer this consumer's. */
export type ConsumeHandler = (event: Delivered, context: { readonly signal: AbortSignal }) => unknown;

export interface ConsumeOptions {
  /** Who reads; by default a name that nobody else has. */
  readonly consumer?: string | undefined;
  /** How many events are fetched at a time; default 10. */
  readonly limit?: number | undefined;
  /** How long others wait for the events of a consumer that died, in milliseconds; default 30,000. */
  readonly leaseMs?: number | undefined;
  /** Default 5. */
  readonly maxDeliveries?: number | undefined;
  /** Where a new group begins: with the first event (the default), or after the last. */
  readonly start?: 'first' | 'last' | undefined;
  /** How long one request waits for events, in milliseconds; default 20,000, at most 30,000. */
  readonly waitMs?: number | undefined;
  /** Ends the loop. The event at hand is finished, and the others are given back. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what the handler threw. */
  readonly onError?: ((error: unknown, event: Delivered) => void) | undefined;
}

/** What consuming takes of a `StreamGroup`. */
interface Group {
  read(read: GroupReading, options?: CallOptions): Promise<GroupDeliveriesView>;
  acknowledge(held: HeldEvents): Promise<unknown>;
  extend(
    held: HeldEvents,
    leaseMs: number,
    options?: CallOptions,
  ): Promise<{ readonly refused: readonly number[] }>;
  release(
    held: HeldEvents,
    release?: { readonly afterMs?: number; readonly reason?: string; readonly maxDeliveries?: number },
  ): Promise<unknown>;
}

/** See `StreamGroup.consume`. */
export async function consume(
  group: Group,
  handler: ConsumeHandler,
  { consumer = `c-${createKey()}`, leaseMs = 30_000, waitMs = 20_000, ...options }: ConsumeOptions,
): Promise<void> {
  const { signal, limit, maxDeliveries, start } = options;
  while (!isAborted(signal)) {
    try {
      const read = { consumer, limit, maxDeliveries, start, leaseMs, waitMs };
      const { deliveries, incarnation } = await group.read(read, { signal });
      const events = deliveries.map((event) => ({ ...event, incarnation }));
      await new Batch(group, { consumer, leaseMs, ...options }, events, incarnation).process(handler);
    } catch (error) {
      if (isAborted(signal)) return;
      if (!isPassing(error)) throw error;
      await pause(UNKNOWN_MS, signal).catch(() => {});
    }
  }
}

/** The stream is not there yet, or was deleted under our hands. */
const PASSING = new Set(['STREAM_UNKNOWN', 'STREAM_RENEWED', 'GROUP_UNKNOWN']);

/** Whether to go on: outages of any length are waited out. */
const isPassing = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof RefusedError && (error.isRetryable || PASSING.has(error.code)));

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted ?? false;

interface BatchOptions extends ConsumeOptions {
  readonly consumer: string;
  readonly leaseMs: number;
}

/** The events of one read, which are processed one after the other. */
class Batch {
  readonly #group: Group;
  readonly #options: BatchOptions;
  readonly #incarnation: number;
  readonly #held: Map<number, { readonly event: Delivered; readonly lost: AbortController }>;

  constructor(group: Group, options: BatchOptions, events: readonly Delivered[], incarnation: number) {
    this.#group = group;
    this.#options = options;
    this.#incarnation = incarnation;
    this.#held = new Map(events.map((event) => [event.position, { event, lost: new AbortController() }]));
  }

  async process(handler: ConsumeHandler): Promise<void> {
    if (this.#held.size === 0) return;
    const done = new AbortController();
    const renewing = this.#renew(done.signal);
    try {
      for (const { event, lost } of [...this.#held.values()]) {
        if (isAborted(this.#options.signal)) break;
        // Another consumer has it.
        if (lost.signal.aborted) continue;
        await this.#processOne(handler, event, lost.signal);
        this.#held.delete(event.position);
      }
      if (this.#held.size > 0) await this.#group.release(this.#toHeld([...this.#held.keys()]));
    } finally {
      done.abort();
      await renewing;
    }
  }

  async #processOne(handler: ConsumeHandler, event: Delivered, signal: AbortSignal): Promise<void> {
    const held = this.#toHeld([event.position]);
    try {
      await handler(event, { signal });
    } catch (error) {
      this.#options.onError?.(error, event);
      const reason = (error instanceof Error ? error.message : String(error)).slice(0, REASON_LENGTH);
      const afterMs = Math.min(AGAIN_MS * 2 ** (event.delivery - 1), AGAIN_MAX_MS);
      const { maxDeliveries } = this.#options;
      await this.#group.release(held, {
        afterMs,
        reason,
        ...(maxDeliveries !== undefined && { maxDeliveries }),
      });
      return;
    }
    await this.#group.acknowledge(held);
  }

  /**
   * Extends the leases three times as often as they lapse. What could not be extended is another consumer's, and so is all
   * when no answer came until the leases lapsed.
   */
  async #renew(signal: AbortSignal): Promise<void> {
    const { leaseMs } = this.#options;
    let until = performance.now() + leaseMs;
    while (!signal.aborted) {
      await pause(Math.min(leaseMs / 3, until - performance.now()), signal).catch(() => {});
      const positions = [...this.#held.keys()];
      if (signal.aborted || positions.length === 0) return;
      const sentAt = performance.now();
      // A process that wakes up late still asks: perhaps nobody else has them.
      const answer = await this.#extend(positions, Math.max(until - sentAt, leaseMs / 3), signal);
      if (answer !== undefined) until = sentAt + leaseMs;
      const isLapsed = answer === undefined && performance.now() >= until;
      for (const position of isLapsed ? positions : (answer?.refused ?? []))
        this.#held.get(position)?.lost.abort();
      if (isLapsed) return;
    }
  }

  /** Returns undefined if there is no answer within the time. */
  async #extend(positions: readonly number[], withinMs: number, signal: AbortSignal) {
    const late = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(withinMs))]);
    const options = { signal: late, retryForMs: withinMs };
    try {
      return await this.#group.extend(this.#toHeld(positions), this.#options.leaseMs, options);
    } catch {
      return undefined;
    }
  }

  #toHeld(positions: readonly number[]) {
    return { consumer: this.#options.consumer, positions, incarnation: this.#incarnation };
  }
}
