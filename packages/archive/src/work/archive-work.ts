import { Duty } from '@ag06/duty';
import type { ObjectStore } from '@ag06/objects';
import { ABANDONED_MS, type Intent, type Ledger, type LedgerState } from '../catalogue/ledger.ts';
import { ArchiveError, brokenSegment, missingSegment } from '../segment/archive-error.ts';
import type { DirectoryRun } from '../segment/directory.ts';
import { termOfId } from '../segment/run-terms.ts';
import { loadChecked, type Segment, sizeOf } from '../segment/segment.ts';
import { createSegmentKey } from '../segment/segment-key.ts';
import type { WrittenSegment } from '../segment/segment-writer.ts';
import { copyRuns } from './copy-runs.ts';
import { UnreadableRuns } from './unreadable-runs.ts';
import { type WriteRunsParts, writeRuns } from './write-runs.ts';

/** The moments between the steps, at which tests let the process die. */
export type ArchivePoint =
  | 'archive.before-intent'
  | 'archive.after-intent'
  | 'archive.after-put'
  | 'archive.after-check'
  | 'archive.after-record'
  | 'archive.amid-clearing'
  | 'archive.after-clearing';

interface ArchiveWorkParts extends WriteRunsParts {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  /** Called between any two steps. */
  readonly pass: (point: ArchivePoint) => void;
  /** Called for a run that is passed over, because the store cannot read it. */
  readonly onUnreadable?: ((runId: string, error: unknown) => void) | undefined;
  /** Called for a segment that is damaged before its runs have left the store. */
  readonly onDamaged?: ((error: ArchiveError) => void) | undefined;
}

/** How often the lease is prolonged while one step takes long. */
const HOLD_EVERY_MS = 2_000;
const DELETE_AGAIN_MS = 60_000;
/** Runs that are deleted at once. */
const AT_ONCE = 8;

/**
 * Takes finished runs into the archive. One process does so at a time: it holds a lease, and each of its steps is a
 * version of the ledger, so that one that was taken for dead changes nothing any more.
 *
 * 1. The runs are read, and become a segment in memory; if it is large, in a temporary file.
 * 2. The ledger announces the segment.
 * 3. It is put, read back, and checked by its hash.
 * 4. The ledger records it: from now on readers find it.
 * 5. Each run that is still as it was read leaves the store. Others have gone on: they leave the segment.
 *
 * Whoever takes over finds in the ledger how far this came. An announced segment that exists and is whole is recorded,
 * one that does not is given up. A recorded one is cleared again, which changes nothing where it was.
 */
export class ArchiveWork {
  readonly #parts: ArchiveWorkParts;
  readonly #unreadable = new UnreadableRuns();
  /** Segments that were deleted in the last minute. */
  readonly #deleted = new Set<string>();
  #forgotAt = performance.now();

  constructor(parts: ArchiveWorkParts) {
    this.#parts = parts;
  }

  /**
   * Archives these runs of the store, as far as one segment takes them. Returns how many it took; undefined if another
   * process came in between.
   */
  archive(runIds: readonly string[], signal?: AbortSignal): Promise<number | undefined> {
    return this.#holding(() => this.#archive(runIds, signal));
  }

  async #archive(runIds: readonly string[], signal?: AbortSignal): Promise<number | undefined> {
    const { ledger, pass } = this.#parts;
    const state = await this.recover();
    if (state === undefined) return undefined;
    const parts = { ...this.#parts, onUnreadable: (id: string, error: unknown) => this.#passOver(id, error) };
    const readable = [...new Set(runIds)].filter((id) => !this.#unreadable.has(id));
    const segment = await writeRuns(parts, readable, signal);
    if (segment === undefined) return undefined;
    try {
      if (segment.runs.length === 0) return 0;
      pass('archive.before-intent');
      const begun = await ledger.begin(state, createSegmentKey(segment.runs), []);
      return (await this.#complete(begun, segment)) ? segment.runs.length : undefined;
    } finally {
      await segment.body.dispose();
    }
  }

  /** Prolongs the lease while a large run is read or put: another process would begin the same, and neither would end. */
  async #holding<T>(act: () => Promise<T>): Promise<T> {
    const { isHolder } = this.#parts;
    // If it fails, so does the next step that asks.
    const keep = new Duty({
      name: 'lease',
      everyMs: HOLD_EVERY_MS,
      act: () => isHolder(),
      onError: () => {},
    });
    keep.start(HOLD_EVERY_MS);
    try {
      return await act();
    } finally {
      await keep.stop(0);
    }
  }

  /** Runs that could not be read lately: they are passed over, and stay in the store. */
  get unreadable(): Pick<UnreadableRuns, 'has' | 'size' | 'some'> {
    return this.#unreadable;
  }

  #passOver(runId: string, error: unknown): void {
    this.#unreadable.add(runId);
    this.#parts.onUnreadable?.(runId, error);
  }

  /** Ends what another process began. Returns the ledger; undefined if another process is at work. */
  async recover(): Promise<LedgerState | undefined> {
    const { ledger, objects, store } = this.#parts;
    let state: LedgerState | undefined = await ledger.load();
    const now = await store.runs.now();
    await this.#deleteAbandoned(state, now);
    state = await ledger.forget(state, now);
    const intent = state?.intent;
    if (state === undefined) return undefined;
    if (intent === undefined) return ledger.withTotals(state);
    if (intent.stage === 'clearing') return (await this.#clear(state, intent)) ? this.recover() : undefined;
    const isWhole = await isWholeSegment(objects, intent.key);
    state = isWhole
      ? await ledger.record(state, intent)
      : await ledger.abandon(state, await store.runs.now());
    return state && this.recover();
  }

  /** Puts the segment of an announced intent, and carries it out. Returns whether nobody came in between. */
  async #complete(begun: LedgerState | undefined, { body, runs }: WrittenSegment): Promise<boolean> {
    const { ledger, objects, pass, isHolder } = this.#parts;
    const intent = begun?.intent;
    if (begun === undefined || intent === undefined) return false;
    pass('archive.after-intent');
    if (!(await isHolder())) return false;
    await ledger.confirm(begun);
    const whole = body.whole;
    if (whole === undefined) await objects.putFrom(intent.key, body);
    else await objects.put(intent.key, whole);
    pass('archive.after-put');
    await checkReadable(objects, intent.key, body.bytes, runs);
    await ledger.confirm(begun);
    pass('archive.after-check');
    const recorded = await ledger.record(begun, intent);
    if (recorded === undefined) return false;
    pass('archive.after-record');
    return this.#clear(recorded, intent);
  }

  /** Removes what the recorded segment replaces: other segments, or else its runs in the store. */
  async #clear(state: LedgerState, intent: Intent): Promise<boolean> {
    const { ledger, objects, pass } = this.#parts;
    if (intent.replaces.length > 0) {
      for (const key of intent.replaces) await objects.delete(key);
      return (await ledger.end(state)) !== undefined;
    }
    const segment = await this.#loadRecorded(intent.key);
    await ledger.confirm(state);
    // Nobody knows its runs. Those that are still in the store stay there, and are archived again.
    if (segment === undefined) return (await ledger.end(state)) !== undefined;
    const stale = new Set(await this.#clearStore((await segment.directory()).runs));
    pass('archive.after-clearing');
    if (stale.size > 0) return this.replace(state, [segment], ({ runId }) => !stale.has(runId));
    return (await ledger.end(state)) !== undefined;
  }

  /** A segment of the archive, read whole; undefined if it is damaged. */
  async #loadRecorded(key: string): Promise<Segment | undefined> {
    const { objects, onDamaged } = this.#parts;
    try {
      const segment = await loadChecked(objects, key, await sizeOf(objects, key));
      if (segment === undefined) throw missingSegment(key);
      return segment;
    } catch (error) {
      if (!(error instanceof ArchiveError && error.segment === key)) throw error;
      onDamaged?.(error);
      return undefined;
    }
  }

  /** Deletes runs that are as they were archived. Returns those that are not. */
  async #clearStore(runs: readonly DirectoryRun[]): Promise<readonly string[]> {
    const { store, pass, isHolder } = this.#parts;
    const stale: string[] = [];
    for (let from = 0; from < runs.length; from += AT_ONCE) {
      // The lease is prolonged on the way; whoever took it over deletes the same runs.
      await isHolder();
      const some = runs.slice(from, from + AT_ONCE);
      const results = await Promise.all(
        some.map((run) => store.runs.deleteRun(run.runId, { endedBy: run.endedBy, events: run.events })),
      );
      stale.push(...some.flatMap(({ runId }, i) => (results[i] === 'open' ? runId : [])));
      pass('archive.amid-clearing');
    }
    return stale;
  }

  /** Replaces segments by one with those of their runs that `keeps` names; by none if that is none of them, or undefined. */
  replace(
    state: LedgerState,
    segments: readonly Segment[],
    keeps: ((run: DirectoryRun) => boolean) | undefined,
    signal?: AbortSignal,
  ): Promise<boolean> {
    return this.#holding(() => this.#replace(state, segments, keeps, signal));
  }

  async #replace(
    state: LedgerState,
    segments: readonly Segment[],
    keeps: ((run: DirectoryRun) => boolean) | undefined,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const { ledger, store } = this.#parts;
    const keys = segments.map(({ key }) => key);
    const copy = keeps && (await copyRuns(segments, keeps, signal));
    try {
      if (copy !== undefined && copy.runs.length > 0)
        return await this.#complete(await ledger.begin(state, createSegmentKey(copy.runs), keys), copy);
    } finally {
      await copy?.body.dispose();
    }
    const now = await store.runs.now();
    const dropped = await ledger.drop(state, keys, now);
    if (dropped === undefined) return false;
    await this.#deleteAbandoned(dropped, now);
    return true;
  }

  /**
   * Deletes segments that were given up: each time, because a process taken for dead may still write them. Those that were
   * part of the archive, or were given up more than an hour ago, are deleted once a minute.
   */
  async #deleteAbandoned({ abandoned }: LedgerState, now: number): Promise<void> {
    if (performance.now() - this.#forgotAt >= DELETE_AGAIN_MS) {
      this.#deleted.clear();
      this.#forgotAt = performance.now();
    }
    for (const { key, at, written = false } of abandoned) {
      const isUnlikely = written || now - at > ABANDONED_MS;
      if (isUnlikely && this.#deleted.has(key)) continue;
      await this.#parts.objects.delete(key);
      this.#deleted.add(key);
    }
  }
}

/** Reads a segment back as readers do: by its hash, its directory and its filter. */
async function checkReadable(
  objects: ObjectStore,
  key: string,
  bytes: number,
  runs: readonly DirectoryRun[],
): Promise<void> {
  const segment = await loadChecked(objects, key, bytes);
  if (segment === undefined) throw brokenSegment(key, 'it was put, and does not exist');
  const [read, filter] = [await segment.directory(), await segment.filter()];
  const missing = runs.find(
    ({ runId, length }, i) =>
      read.runs[i]?.runId !== runId || read.runs[i].length !== length || !filter.mayHave(termOfId(runId)),
  );
  if (missing !== undefined) throw brokenSegment(key, `it lacks the run ${missing.runId}`);
}

/** One that is broken was never recorded, so nothing depends on it. */
async function isWholeSegment(objects: ObjectStore, key: string): Promise<boolean> {
  try {
    return (await loadChecked(objects, key, await sizeOf(objects, key))) !== undefined;
  } catch (error) {
    if (error instanceof ArchiveError && error.code === 'ARCHIVE_SEGMENT_BROKEN') return false;
    throw error;
  }
}
