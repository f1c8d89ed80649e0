import { STREAM_LIMITS } from '../event-store.ts';
import { type GroupDescription, type GroupRead, LAPSED, type Release } from '../group-store.ts';
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

export interface Delivery {
  readonly event: KeptEvent;
  readonly delivery: number;
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

  read(read: GroupRead, now: number): readonly Delivery[] {
    const key = read.readId === undefined ? undefined : toReadKey(read.consumer, read.readId);
    const known = key === undefined ? undefined : this.#reads.get(key);
    if (known !== undefined && known.until > now) return this.#repeat(known.positions, read, now);
    const page = new DeliveredPage(read.limit);
    this.#readAgain(page, read, now);
    this.#readNew(page, read, now);
    const deliveries = page.deliveries.sort((a, b) => a.event.position - b.event.position);
    const positions = deliveries.map(({ event }) => event.position);
    for (const [old, { until }] of this.#reads) if (until <= now) this.#reads.delete(old);
    if (key !== undefined && positions.length > 0)
      this.#reads.set(key, { positions, until: toKeptUntil(read, now) });
    return deliveries;
  }

  /** Leases again what the consumer still holds of a read. */
  #repeat(positions: readonly number[], read: GroupRead, now: number): readonly Delivery[] {
    const { consumer, readId, leaseMs } = read;
    if (readId !== undefined)
      this.#reads.set(toReadKey(consumer, readId), { positions, until: toKeptUntil(read, now) });
    return positions.flatMap((position) => {
      const event = this.#stream.at(position);
      const held = this.#pending.get(position);
      if (event === undefined || held?.consumer !== consumer) return [];
      this.#pending.set(position, { ...held, expiresAt: now + leaseMs });
      return [{ event, delivery: held.deliveries }];
    });
  }

  /** Delivers events whose lease has lapsed, in the order in which it did. */
  #readAgain(page: DeliveredPage, { consumer, leaseMs, maxDeliveries }: GroupRead, now: number): void {
    const lapsed = [...this.#pending]
      .filter(([, { expiresAt }]) => expiresAt <= now)
      .sort(([a, x], [b, y]) => x.expiresAt - y.expiresAt || a - b);
    let buried = 0;
    for (const [position, held] of lapsed.slice(0, STREAM_LIMITS.pageEvents)) {
      if (page.isFull || buried >= STREAM_LIMITS.buried) return;
      const event = this.#stream.at(position);
      if (event === undefined) this.#pending.delete(position);
      else if (this.#bury(position, held, maxDeliveries, now)) buried++;
      else {
        const deliveries = held.deliveries + 1;
        this.#pending.set(position, { ...held, consumer, deliveries, expiresAt: now + leaseMs });
        page.add({ event, delivery: deliveries });
      }
    }
  }

  #readNew(page: DeliveredPage, { consumer, leaseMs }: GroupRead, now: number): void {
    while (!page.isFull && this.#pending.size < STREAM_LIMITS.pending) {
      const position = Math.max(this.#delivered + 1, this.#stream.first);
      const event = this.#stream.at(position);
      if (event === undefined) return;
      this.#delivered = position;
      const held = { expiresAt: now + leaseMs, deliveries: 1, consumer, reason: undefined };
      this.#pending.set(position, held);
      page.add({ event, delivery: 1 });
    }
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
    const delivered = Math.max(this.#delivered, first - 1);
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
  readonly deliveries: Delivery[] = [];
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.deliveries.length >= this.#limit || this.#bytes >= STREAM_LIMITS.pageBytes;
  }

  add(delivery: Delivery): void {
    this.deliveries.push(delivery);
    this.#bytes += delivery.event.size;
  }
}
