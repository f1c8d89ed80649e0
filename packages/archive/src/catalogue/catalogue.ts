import type { ObjectStore } from '@ag06/objects';
import { verifySegment } from '../read/verify-segment.ts';
import { ArchiveError, missingSegment } from '../segment/archive-error.ts';
import { Segment, SegmentGone } from '../segment/segment.ts';
import { parseSegmentKey, SEGMENTS, type SegmentAbout } from '../segment/segment-key.ts';
import { type MemoryLimits, SegmentMemory } from '../segment/segment-memory.ts';
import { type DamagedPart, DamagedSegment, DamagedSegments } from './damaged-segments.ts';
import { deadKeys, type Ledger, type LedgerState } from './ledger.ts';
import { findVanished, type Vanished } from './segment-totals.ts';

export interface KnownSegment extends SegmentAbout {
  readonly segment: Segment;
}

interface CatalogueOptions {
  readonly nowMs?: (() => number) | undefined;
  /** Called when a segment is found that cannot be read. */
  readonly onDamaged?: ((error: ArchiveError) => void) | undefined;
  readonly memory?: MemoryLimits | undefined;
}

/**
 * The segments of the archive, as this process knows them. It lists them once; after that it follows the changes of the
 * ledger, so that a look costs one read of a shared document.
 */
export class Catalogue {
  readonly #objects: ObjectStore;
  readonly #ledger: Ledger;
  #known = new Map<string, KnownSegment>();
  /** The newest first. */
  #ordered: readonly KnownSegment[] = [];
  #changes: number | undefined;
  /** Those that could not be read when they were tried last. */
  readonly damaged: DamagedSegments;
  readonly #onDamaged: CatalogueOptions['onDamaged'];
  readonly memory: SegmentMemory;

  constructor(objects: ObjectStore, ledger: Ledger, { nowMs, onDamaged, memory }: CatalogueOptions = {}) {
    this.#objects = objects;
    this.#ledger = ledger;
    this.damaged = new DamagedSegments(nowMs);
    this.#onDamaged = onDamaged;
    this.memory = new SegmentMemory(memory);
  }

  /** All segments that are in the archive when this is called, those with the newest runs first. */
  async look(): Promise<readonly KnownSegment[]> {
    const state = await this.#ledger.load();
    if (this.#changes === state.changes) return this.#ordered;
    const missed = this.#changes === undefined ? Number.POSITIVE_INFINITY : state.changes - this.#changes;
    const found =
      missed < 0 || missed > state.recent.length
        ? await this.#listAll(state)
        : await this.#follow(state, missed, new Map(this.#known));
    return this.#keep(found, state.changes);
  }

  /**
   * Reads directory or filter of a segment. Returns its damage if they cannot be read, so that the others are read all the
   * same; what is damaged is tried again every ten seconds. Rejects with `SegmentGone` if another segment replaced it.
   */
  async readHead<T>(
    known: KnownSegment,
    read: (segment: Segment) => Promise<T>,
  ): Promise<T | DamagedSegment> {
    const damage = this.damaged.get(known.key);
    const isSetAside = damage?.part === 'head';
    if (isSetAside && !this.damaged.isDue(known.key)) return damage;
    try {
      const result = await read(isSetAside ? await this.#reopen(known) : known.segment);
      if (isSetAside) this.damaged.delete(known.key);
      return result;
    } catch (error) {
      return this.note(known, 'head', error);
    }
  }

  /**
   * Notes that a segment is damaged if this error says so. Rejects with any other error, and with `SegmentGone` if another
   * segment replaced it.
   */
  async note(known: KnownSegment, part: DamagedPart, error: unknown): Promise<DamagedSegment> {
    if (error instanceof SegmentGone) {
      const isPart = (await this.look()).some(({ key }) => key === known.key);
      return this.#add(known, part, isPart ? missingSegment(known.key) : error);
    }
    return this.#add(known, part, error);
  }

  /**
   * Reads a whole segment, and notes whether it is damaged. Returns its damage, or `replaced` if it is no part of the
   * archive any more.
   */
  async verify(known: KnownSegment): Promise<DamagedSegment | 'replaced' | undefined> {
    const fault = await verifySegment(this.#objects, known.key, known.segment.bytes);
    try {
      if (fault?.code === 'ARCHIVE_SEGMENT_MISSING') throw new SegmentGone(known.key);
      const segment = this.damaged.get(known.key) === undefined ? known.segment : await this.#reopen(known);
      if (fault !== undefined) return await this.#add(known, await damagedPartOf(segment), fault);
      this.damaged.delete(known.key);
      return undefined;
    } catch (error) {
      if (!(error instanceof SegmentGone)) throw error;
      return this.note(known, 'head', error).catch(() => 'replaced' as const);
    }
  }

  /** Compares a listing with what the fleet wrote. Returns undefined if nothing is missing, or if the archive changes now. */
  async findVanished(): Promise<Vanished | undefined> {
    const state = await this.#ledger.load();
    if (state.totals === undefined) return undefined;
    const there = await this.#ledger.count(state);
    const isSame = (await this.#ledger.load()).changes === state.changes;
    return isSame ? findVanished(state.totals, there) : undefined;
  }

  async #add(
    { segment, ...about }: KnownSegment,
    part: DamagedPart,
    error: unknown,
  ): Promise<DamagedSegment> {
    if (!(error instanceof ArchiveError) || error.segment !== about.key) throw error;
    const before = this.damaged.get(about.key);
    const filter = before?.filter ?? (await segment.filter().catch(() => undefined));
    if (before === undefined) this.#onDamaged?.(error);
    return this.damaged.add(new DamagedSegment(about, part, error, filter));
  }

  #open(key: string, bytes: number): Segment {
    return Segment.at(this.#objects, key, bytes, this.memory);
  }

  /** The object may have been restored since: its size is read anew. */
  async #reopen(known: KnownSegment): Promise<Segment> {
    for await (const { key, bytes } of this.#objects.list(known.key)) {
      this.memory.forget(key);
      const segment = this.#open(key, bytes);
      const opened = { ...known, segment };
      if (this.#known.has(key)) this.#known = new Map(this.#known).set(key, opened);
      this.#ordered = this.#ordered.map((one) => (one.key === key ? opened : one));
      return segment;
    }
    throw new SegmentGone(known.key);
  }

  async #listAll(state: LedgerState): Promise<Map<string, KnownSegment>> {
    const dead = deadKeys(state);
    const found = new Map<string, KnownSegment>();
    for await (const { key, bytes } of this.#objects.list(SEGMENTS)) {
      const about = parseSegmentKey(key);
      if (about === undefined || dead.has(key)) continue;
      found.set(key, this.#known.get(key) ?? { ...about, segment: this.#open(key, bytes) });
    }
    for (const key of lastAdded(state)) {
      const about = parseSegmentKey(key);
      if (about !== undefined && !found.has(key) && !dead.has(key))
        found.set(key, { ...about, segment: Segment.gone(key) });
    }
    return found;
  }

  async #follow(
    { recent }: LedgerState,
    missed: number,
    found: Map<string, KnownSegment>,
  ): Promise<Map<string, KnownSegment>> {
    const changes = missed === 0 ? [] : recent.slice(-missed);
    const dropped = new Set(changes.flatMap(({ drop }) => drop));
    for (const key of changes.flatMap(({ add }) => add)) if (!dropped.has(key)) await this.#find(found, key);
    for (const key of dropped) found.delete(key);
    return found;
  }

  async #find(found: Map<string, KnownSegment>, key: string): Promise<void> {
    const about = parseSegmentKey(key);
    if (about === undefined) return;
    found.set(key, { ...about, segment: Segment.gone(key) });
    for await (const { bytes } of this.#objects.list(key))
      found.set(key, { ...about, segment: this.#open(key, bytes) });
  }

  /** Looks may overtake each other: each returns what it found, and the newest is kept. */
  #keep(found: Map<string, KnownSegment>, changes: number): readonly KnownSegment[] {
    const ordered = [...found.values()].sort((a, b) => b.newest - a.newest);
    if (this.#changes === undefined || changes >= this.#changes) {
      for (const key of this.#known.keys()) if (!found.has(key)) this.memory.forget(key);
      this.#known = found;
      this.#ordered = ordered;
      this.#changes = changes;
      this.damaged.keepOnly(found);
    }
    return ordered;
  }
}

/** The segments that the last changes added, and that are still part of the archive. */
function lastAdded({ recent }: LedgerState): ReadonlySet<string> {
  const added = new Set<string>();
  for (const { add, drop } of recent) {
    for (const key of add) added.add(key);
    for (const key of drop) added.delete(key);
  }
  return added;
}

async function damagedPartOf(segment: Segment): Promise<DamagedPart> {
  try {
    await Promise.all([segment.filter(), segment.directory()]);
    return 'runs';
  } catch {
    return 'head';
  }
}
