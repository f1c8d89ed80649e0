import { STREAM_LIMITS } from '../event-store.ts';
import {
  type GroupDescription,
  type GroupRead,
  LAPSED,
  type Release,
  type RemovedEvents,
} from '../group-store.ts';
import type { GroupedStream, KeptEvent } from './kept-event.ts';

interface Pending {
  readonly expiresAt: number;
  readonly deliveries: number;
  readonly consumer: string;
  /** Why a consumer gave it back last. */
  readonly reason: string | undefined;
}

export interface DeadLetter {
  readonly deliveries: number;
  readonly consumer: string;
  readonly reason: string;
  readonly at: number;
}

interface Delivery {
  readonly position: number;
  /** Undefined for one that the store keeps no more. */
  readonly event: KeptEvent | undefined;
  readonly delivery: number;
}

export interface GroupReading {
  readonly deliveries: readonly Delivery[];
  /** Events that come next and whose content nobody has here; if there are any, nothing is delivered. */
  readonly missing: readonly number[];
}

/** A group of consumers of one incarnation of a stream. */
export class MemoryGroup {
  readonly #stream: GroupedStream;
  /** Everything up to it has been delivered. */
  #delivered: number;
  readonly #pending = new Map<number, Pending>();
  readonly dead = new Map<number, DeadLetter>();
  /** The positions of reads that may be repeated, by consumer and id, and until when. */
  readonly #reads = new Map<string, { readonly positions: readonly number[]; readonly until: number }>();

  constructor(stream: GroupedStream, delivered: number) {
    this.#stream = stream;
    this.#delivered = delivered;
  }

  read(read: GroupRead, now: number): GroupReading {
    const key = read.readId === undefined ? undefined : toReadKey(read.consumer, read.readId);
    const known = key === undefined ? undefined : this.#reads.get(key);
    if (known !== undefined && known.until > now) return this.#repeat(known.positions, read, now);
    const page = new DeliveredPage(read);
    this.#readAgain(page, read, now);
    this.#readNew(page, read, now);
    const { deliveries } = page;
    if (deliveries.length === 0) return { deliveries, missing: page.missing };
    const positions = deliveries.map(({ position }) => position);
    for (const [old, { until }] of this.#reads) if (until <= now) this.#reads.delete(old);
    if (key !== undefined) this.#reads.set(key, { positions, until: toKeptUntil(read, now) });
    return { deliveries, missing: [] };
  }

  /** Leases again what the consumer still holds of a read. Nothing, if it has removed events and none of them is at hand. */
  #repeat(positions: readonly number[], read: GroupRead, now: number): GroupReading {
    const { consumer, readId, leaseMs } = read;
    const page = new DeliveredPage(read);
    for (const position of positions) {
      const held = this.#pending.get(position);
      if (held?.consumer === consumer && this.#findLost(position, page) === undefined)
        this.#deliver(page, position, held.deliveries);
    }
    const isStuck = page.missing.length > 0 && page.deliveries.every(({ event }) => event !== undefined);
    if (isStuck) return { deliveries: [], missing: page.missing };
    if (readId !== undefined)
      this.#reads.set(toReadKey(consumer, readId), { positions, until: toKeptUntil(read, now) });
    for (const { position } of page.deliveries) {
      const held = this.#pending.get(position);
      if (held !== undefined) this.#pending.set(position, { ...held, expiresAt: now + leaseMs });
    }
    return { deliveries: page.deliveries, missing: [] };
  }

  /** Delivers events whose lease has lapsed, in the order in which it did. */
  #readAgain(page: DeliveredPage, { consumer, leaseMs, maxDeliveries }: GroupRead, now: number): void {
    const lapsed = [...this.#pending]
      .filter(([, { expiresAt }]) => expiresAt <= now)
      .sort(([a, x], [b, y]) => x.expiresAt - y.expiresAt || a - b);
    let buried = 0;
    for (const [position, held] of lapsed.slice(0, STREAM_LIMITS.pageEvents)) {
      if (page.isFull || buried >= STREAM_LIMITS.buried) return;
      if (this.#findLost(position, page) !== undefined) this.#pending.delete(position);
      else if (this.#bury(position, held, maxDeliveries, now)) buried++;
      else {
        const deliveries = held.deliveries + 1;
        if (this.#deliver(page, position, deliveries))
          this.#pending.set(position, { ...held, consumer, deliveries, expiresAt: now + leaseMs });
      }
    }
  }

  #readNew(page: DeliveredPage, { consumer, leaseMs, removed }: GroupRead, now: number): void {
    const { first, last } = this.#stream;
    if (removed === undefined) this.#delivered = Math.max(this.#delivered, first - 1);
    // Those that were delivered before come first.
    if (page.missing.length > 0) return;
    while (!page.isFull && this.#pending.size < STREAM_LIMITS.pending && this.#delivered < last) {
      const position = this.#delivered + 1;
      const lostUpto = this.#findLost(position, page);
      if (lostUpto === undefined) {
        if (!this.#deliver(page, position, 1)) {
          page.miss(position + 1, first - 1);
          return;
        }
        this.#pending.set(position, { expiresAt: now + leaseMs, deliveries: 1, consumer, reason: undefined });
      }
      this.#delivered = lostUpto ?? position;
    }
  }

  /** If an event is neither in the store nor elsewhere, as far as the reader knows: up to which position that is so. */
  #findLost(position: number, { removed }: DeliveredPage): number | undefined {
    const { first } = this.#stream;
    if (position >= first) return undefined;
    if (removed === undefined) return first - 1;
    const range = removed.lost.find(([from, upto]) => position >= from && position <= upto);
    return range && Math.min(range[1], first - 1);
  }

  /** Adds an event to a page. Returns false if nobody here has its content. */
  #deliver(page: DeliveredPage, position: number, delivery: number): boolean {
    const event = this.#stream.at(position);
    const isHere = event !== undefined || page.removed?.positions.includes(position) === true;
    if (isHere) page.add({ position, event, delivery });
    else page.miss(position, position);
    return isHere;
  }

  /** Makes it a dead letter if it was delivered too often. Returns whether it did. */
  #bury(position: number, held: Pending, maxDeliveries: number, at: number): boolean {
    const { deliveries, consumer } = held;
    if (deliveries < maxDeliveries || this.dead.size >= STREAM_LIMITS.dead) return false;
    const reason = held.reason ?? LAPSED;
    this.#pending.delete(position);
    this.dead.set(position, { deliveries, consumer, reason, at });
    return true;
  }

  /** Returns whether it is settled now. */
  acknowledge(position: number, consumer: string): boolean {
    const held = this.#pending.get(position);
    if (held === undefined) return position >= 1 && position <= this.#delivered && !this.dead.has(position);
    return held.consumer === consumer && this.#pending.delete(position);
  }

  extend(position: number, consumer: string, expiresAt: number): boolean {
    const held = this.#pending.get(position);
    if (held?.consumer !== consumer) return false;
    this.#pending.set(position, { ...held, expiresAt });
    return true;
  }

  release(position: number, consumer: string, release: Release, now: number): boolean {
    const held = this.#pending.get(position);
    if (held?.consumer !== consumer) return false;
    const given = { ...held, reason: release.reason, expiresAt: now + release.afterMs };
    if (!this.#bury(position, given, release.maxDeliveries, now)) this.#pending.set(position, given);
    return true;
  }

  reset(delivered: number): void {
    this.#delivered = delivered;
    this.#pending.clear();
    for (const position of this.dead.keys()) if (position > delivered) this.dead.delete(position);
  }

  redrive(position: number, now: number): boolean {
    if (!this.dead.delete(position)) return false;
    this.#pending.set(position, { expiresAt: now, deliveries: 0, consumer: '', reason: undefined });
    return true;
  }

  /** The first position that the group still needs. */
  get needs(): number {
    const { first, last } = this.#stream;
    return Math.min(Math.max(this.#position + 1, first), ...this.dead.keys(), last + 1);
  }

  get #position(): number {
    return this.#pending.size === 0 ? this.#delivered : Math.min(...this.#pending.keys()) - 1;
  }

  describe(group: string): GroupDescription {
    const { incarnation, first, last } = this.#stream;
    const delivered = this.#delivered;
    const pending = this.#pending.size;
    const oldest = pending > 0 ? this.#position + 1 : delivered + 1;
    return {
      group,
      incarnation,
      position: pending > 0 ? this.#position : delivered,
      delivered,
      lag: pending + last - delivered,
      pending,
      dead: this.dead.size,
      oldestAt: this.#stream.at(Math.max(oldest, first))?.at,
    };
  }
}

/** Until when a repeat of a read is known. */
const toKeptUntil = ({ leaseMs }: GroupRead, now: number): number =>
  now + Math.min(leaseMs, STREAM_LIMITS.commandMs);

const toReadKey = (consumer: string, readId: string): string => JSON.stringify([consumer, readId]);

class DeliveredPage {
  readonly removed: RemovedEvents | undefined;
  readonly missing: number[] = [];
  readonly #deliveries: Delivery[] = [];
  readonly #limit: number;
  #bytes = 0;

  constructor({ limit, removed }: GroupRead) {
    this.#limit = limit;
    this.removed = removed;
  }

  /** By position. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries.sort((a, b) => a.position - b.position);
  }

  get isFull(): boolean {
    return this.#deliveries.length >= this.#limit || this.#bytes >= STREAM_LIMITS.pageBytes;
  }

  add(delivery: Delivery): void {
    this.#deliveries.push(delivery);
    this.#bytes += delivery.event?.size ?? 0;
  }

  /** Notes events whose content is missing, as many as a page may have. */
  miss(from: number, upto: number): void {
    for (let position = from; position <= upto && this.missing.length < this.#limit; position++)
      this.missing.push(position);
  }
}
