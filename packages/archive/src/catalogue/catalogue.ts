import type { ObjectStore } from '@ag06/objects';
import { Segment } from '../segment/segment.ts';
import { parseSegmentKey, SEGMENTS, type SegmentAbout } from '../segment/segment-key.ts';
import type { Ledger, LedgerState } from './ledger.ts';

export interface KnownSegment extends SegmentAbout {
  readonly segment: Segment;
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

  constructor(objects: ObjectStore, ledger: Ledger) {
    this.#objects = objects;
    this.#ledger = ledger;
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

  async #listAll(state: LedgerState): Promise<Map<string, KnownSegment>> {
    const dead = new Set(state.abandoned.map(({ key }) => key));
    if (state.intent?.stage === 'writing') dead.add(state.intent.key);
    // What replaces them is in the archive; they are about to be deleted.
    if (state.intent?.stage === 'clearing') for (const key of state.intent.replaces) dead.add(key);
    const found = new Map<string, KnownSegment>();
    for await (const { key, bytes } of this.#objects.list(SEGMENTS)) {
      const about = parseSegmentKey(key);
      if (about === undefined || dead.has(key)) continue;
      found.set(key, this.#known.get(key) ?? { ...about, segment: Segment.at(this.#objects, key, bytes) });
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
    for (const key of changes.flatMap(({ add }) => add)) if (!dropped.has(key)) await this.#add(found, key);
    for (const key of dropped) found.delete(key);
    return found;
  }

  async #add(found: Map<string, KnownSegment>, key: string): Promise<void> {
    const about = parseSegmentKey(key);
    if (about === undefined) return;
    for await (const { bytes } of this.#objects.list(key))
      found.set(key, { ...about, segment: Segment.at(this.#objects, key, bytes) });
  }

  /** Looks may overtake each other: each returns what it found, and the newest is kept. */
  #keep(found: Map<string, KnownSegment>, changes: number): readonly KnownSegment[] {
    const ordered = [...found.values()].sort((a, b) => b.newest - a.newest);
    if (this.#changes === undefined || changes >= this.#changes) {
      this.#known = found;
      this.#ordered = ordered;
      this.#changes = changes;
    }
    return ordered;
  }
}
