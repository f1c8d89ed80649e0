import { MemoryObjects, type ObjectStore } from '@ag06/objects';
import { createMemoryStore, type RunStore, type Store } from '@ag06/store';
import { Catalogue } from '../catalogue/catalogue.ts';
import { Ledger } from '../catalogue/ledger.ts';
import { Archive } from '../read/archive.ts';
import { withArchive } from '../read/with-archive.ts';
import type { SegmentBody } from '../segment/segment-body.ts';
import type { MemoryLimits } from '../segment/segment-memory.ts';
import { type ArchivePoint, ArchiveWork } from '../work/archive-work.ts';

export interface TestArchive {
  readonly store: Store;
  readonly objects: ObjectStore;
  readonly catalogue: Catalogue;
  readonly archive: Archive;
  /** The runs of both. */
  readonly runs: RunStore;
  readonly work: ArchiveWork;
  /** Archives all that has ended. */
  archiveAll(): Promise<void>;
}

interface TestArchiveOptions {
  readonly store?: Store;
  readonly objects?: ObjectStore;
  readonly pass?: (point: ArchivePoint) => void;
  readonly keptMs?: number;
  readonly nowMs?: () => number;
  readonly memory?: MemoryLimits;
  readonly isHolder?: () => Promise<boolean>;
  readonly onUnreadable?: (runId: string, error: unknown) => void;
  readonly createBody?: () => SegmentBody;
}

/** An archive in memory. Two over one store and objects are two processes of a fleet. */
export function openTestArchive(options: TestArchiveOptions = {}): TestArchive {
  const { store = createMemoryStore(), objects = new MemoryObjects(), pass = () => {} } = options;
  const ledger = new Ledger(store.shared, objects);
  const catalogue = new Catalogue(objects, ledger, { nowMs: options.nowMs, memory: options.memory });
  const archive = new Archive(catalogue);
  const keptMsOf = async () => options.keptMs;
  const work = new ArchiveWork({
    store,
    objects,
    ledger,
    pass,
    keptMsOf,
    isHolder: options.isHolder ?? (async () => true),
    onUnreadable: options.onUnreadable,
    createBody: options.createBody,
  });
  return {
    store,
    objects,
    catalogue,
    archive,
    work,
    runs: withArchive(store, archive),
    async archiveAll() {
      const due = await store.runs.listFinished(-60_000, 1_000, 0);
      await work.archive(due.map(({ runId }) => runId));
    },
  };
}
