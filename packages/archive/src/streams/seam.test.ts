import { MemoryObjects } from '@ag06/objects';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { append, openTestStreams, STREAM, TENANT } from '../testing/open-streams.ts';
import { StreamSegmentWriter } from './stream-segment.ts';
import { createStreamSegmentKey } from './stream-segment-key.ts';

const GROUP = { tenant: TENANT, stream: STREAM, group: 'g' };
const CASES = 40;
const SEGMENTS = 5;
const CONSUMERS = ['c0', 'c1', 'c2'] as const;

/** Two dispatchers with one archive, and one without. Remembers what the group has acknowledged since it was moved. */
class Seam {
  readonly #store = createMemoryStore();
  readonly #dispatchers: readonly ReturnType<typeof openTestStreams>[];
  #last = 0;
  #after = 0;
  #incarnation = 0;
  readonly #settled = new Set<number>();

  constructor() {
    const objects = new MemoryObjects();
    this.#dispatchers = [0, 1].map(() => openTestStreams({ store: this.#store, objects }));
  }

  /** Segments of three events each, and a group before all of them. */
  async start(): Promise<void> {
    for (let i = 0; i < SEGMENTS; i++) {
      await this.append(3);
      await this.archive(i % 2);
    }
    this.#incarnation = (await this.#store.events.describe(TENANT, STREAM))?.incarnation ?? 0;
    await this.reset(0);
  }

  async append(count: number): Promise<void> {
    await append(this.#store.events, count, this.#last + 1);
    this.#last += count;
  }

  async archive(who: number): Promise<void> {
    await this.#dispatchers[who]?.archiveAll();
  }

  /** Two segments that follow each other become one, and nobody is told. */
  async merge(who: number, at: number): Promise<void> {
    const dispatcher = this.#dispatchers[who];
    if (dispatcher === undefined) return;
    const { archive, objects } = dispatcher;
    const name = await archive.nameOf(TENANT, STREAM, this.#incarnation);
    const merged = (await archive.list(name)).slice(at, at + 2);
    if (merged.length < 2) return;
    const writer = new StreamSegmentWriter(name);
    for (const { segment } of merged) for await (const event of segment.events()) await writer.add(event);
    const bytes = await writer.finish();
    if (writer.first === undefined || writer.last === undefined) return;
    await objects.put(createStreamSegmentKey(name, writer.first, writer.last, bytes), bytes);
    for (const { key } of merged) await objects.delete(key);
  }

  async reset(after: number): Promise<void> {
    await this.#dispatchers[0]?.groups.reset(GROUP, { after });
    this.#after = Math.min(after, this.#last);
    this.#settled.clear();
  }

  /** Returns the positions, after it has checked that they are to be delivered. */
  async read(who: number, consumer: string, limit: number, leaseMs: number, readId?: string) {
    const groups = this.#dispatchers[who]?.groups ?? this.#store.groups;
    const removed = { positions: [], lost: [] };
    const read = {
      ...GROUP,
      consumer,
      limit,
      leaseMs,
      readId,
      maxDeliveries: 1_000,
      start: 'first',
    } as const;
    const page = await groups.read({ ...read, removed });
    if (page.result !== 'delivered') return [];
    for (const { position, id } of page.events) {
      expect(id).toBe(`id-${position}`);
      expect({ position, isWanted: position > this.#after && !this.#settled.has(position) }).toEqual({
        position,
        isWanted: true,
      });
    }
    return page.events.map(({ position }) => position);
  }

  async acknowledge(consumer: string, positions: readonly number[]): Promise<void> {
    const held = { ...GROUP, consumer, positions, incarnation: this.#incarnation };
    expect(await this.#store.groups.acknowledge(held)).toEqual({ result: 'done', refused: [] });
    for (const position of positions) this.#settled.add(position);
  }

  /** Gives back all leases, and delivers what is left. Returns what was settled, and what should have been. */
  async drain() {
    const wanted = Array.from({ length: this.#last - this.#after }, (_, i) => this.#after + i + 1);
    const positions = wanted.filter((position) => !this.#settled.has(position));
    for (const consumer of CONSUMERS) {
      const held = { ...GROUP, consumer, positions, incarnation: this.#incarnation };
      await this.#store.groups.release(held, { afterMs: 0, reason: 'No.', maxDeliveries: 1_000 });
    }
    for (let i = 0; ; i++) {
      const page = await this.read(i % 2, 'last', 5, 60_000);
      if (page.length === 0) break;
      await this.acknowledge('last', page);
    }
    return { wanted, settled: [...this.#settled].sort((a, b) => a - b) };
  }
}

const upTo = (max: number) => fc.integer({ min: 0, max });
const move = fc.oneof(
  upTo(6).map((count) => (seam: Seam) => seam.append(count + 1)),
  upTo(1).map((who) => (seam: Seam) => seam.archive(who)),
  fc.tuple(upTo(1), upTo(8)).map(
    ([who, at]) =>
      (seam: Seam) =>
        seam.merge(who, at),
  ),
  upTo(30).map((after) => (seam: Seam) => seam.reset(after)),
  ...[1, 2].map(() =>
    fc
      .record({
        who: upTo(2),
        consumer: fc.constantFrom(...CONSUMERS),
        limit: upTo(9),
        leaseMs: fc.constantFrom(0, 60_000),
        readId: fc.constantFrom('repeated', undefined, undefined),
        acknowledged: fc.constantFrom(0, 2, 10),
      })
      .map(({ who, consumer, limit, leaseMs, readId, acknowledged }) => async (seam: Seam) => {
        const page = await seam.read(who, consumer, limit + 1, leaseMs, readId);
        await seam.acknowledge(consumer, page.slice(0, acknowledged));
      }),
  ),
);

it('A group is delivered every event until it has settled it, and none afterwards, whatever is archived, merged and moved meanwhile', async () => {
  const property = fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (moves) => {
    const seam = new Seam();
    await seam.start();
    for (const make of moves) await make(seam);
    const { wanted, settled } = await seam.drain();
    expect(settled).toEqual(wanted);
  });
  await fc.assert(property, { numRuns: CASES });
});
