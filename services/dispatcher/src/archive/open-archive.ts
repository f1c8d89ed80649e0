import {
  Archive,
  type ArchiveError,
  type ArchivePoint,
  ArchiveUpkeep,
  ArchiveWork,
  Catalogue,
  type EventsPoint,
  type KeepPolicy,
  Ledger,
  StreamArchive,
  StreamUpkeep,
  StreamWork,
} from '@ag06/archive';
import type { ObjectStore } from '@ag06/objects';
import { faultPoint, type PlanCache } from '@ag06/runtime';
import type { Store } from '@ag06/store';
import { BulkLease } from '../bulk/bulk-lease.ts';
import { ArchiveReporter } from './archive-report.ts';
import { AskedTurn } from './asked-turn.ts';
import { Turns } from './turns.ts';

/** The archive of a fleet, as one dispatcher uses it. */
export interface OpenArchive {
  /** Of the process that archives. */
  readonly lease: BulkLease;
  /** Whatever writes to the archive in this process takes turns: the lease is of the process as a whole. */
  readonly turns: Turns;
  /** Requests of persons, which come before what is archived by age. */
  readonly asked: AskedTurn;
  /** What the process that archives found. */
  readonly report: ArchiveReporter;
  readonly policy: KeepPolicy;
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly archive: Archive;
  readonly work: ArchiveWork;
  readonly upkeep: ArchiveUpkeep;
  readonly streams: {
    /** Of the process that archives events of streams. */
    readonly lease: BulkLease;
    readonly archive: StreamArchive;
    readonly work: StreamWork;
    readonly upkeep: StreamUpkeep;
  };
}

/** Nothing is read yet: the archive may be away when a dispatcher starts. */
export function openArchive(
  objects: ObjectStore,
  {
    id,
    store,
    plans,
    keep,
    onUnreadable,
    onDamaged,
  }: {
    readonly id: string;
    readonly store: Store;
    readonly plans: PlanCache;
    readonly keep: KeepPolicy;
    /** Called for each run that cannot be archived, because the store cannot read it. */
    readonly onUnreadable?: (runId: string, error: unknown) => void;
    /** Called when a segment is found that cannot be read. */
    readonly onDamaged?: (error: ArchiveError) => void;
  },
): OpenArchive {
  const ledger = new Ledger(store.shared, objects);
  const catalogue = new Catalogue(objects, ledger, { onDamaged });
  const keptMsOf: KeptMsOf = async ({ meta: { tenant, workflow, version } }) =>
    (await plans.load(tenant, workflow, version).catch(() => undefined))?.retentionMs;
  const pass = (point: ArchivePoint) => faultPoint(point);
  const lease = new BulkLease(store.fleet, id, 'retention');
  const work = new ArchiveWork({
    store,
    objects,
    ledger,
    keptMsOf,
    pass,
    isHolder: () => lease.keep(),
    onUnreadable,
    onDamaged,
  });
  const upkeep = new ArchiveUpkeep({ work, catalogue, policy: keep, now: () => store.runs.now() });
  const streams = openStreams({ objects, ledger, store, id, keptMs: keep.keptMs, onDamaged });
  const archive = new Archive(catalogue);
  const turns = new Turns();
  const asked = new AskedTurn({ id, shared: store.shared, runs: store.runs });
  const report = new ArchiveReporter({ shared: store.shared, runs: store.runs, unreadable: work.unreadable });
  return {
    lease,
    turns,
    asked,
    report,
    policy: keep,
    upkeep,
    objects,
    ledger,
    catalogue,
    archive,
    work,
    streams,
  };
}

interface StreamParts {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly store: Store;
  readonly id: string;
  readonly keptMs: number | undefined;
  readonly onDamaged: ((error: ArchiveError) => void) | undefined;
}

function openStreams({ objects, ledger, store, id, keptMs, onDamaged }: StreamParts): OpenArchive['streams'] {
  const lease = new BulkLease(store.fleet, id, 'stream-archive');
  const archive = new StreamArchive(objects, ledger, () => store.fleet.loadSecret());
  const pass = (point: EventsPoint) => faultPoint(point);
  const parts = { store, objects, ledger, archive, isHolder: () => lease.keep() };
  const upkeep = new StreamUpkeep({ ...parts, keptMs, onBroken: (_, error) => onDamaged?.(error) });
  return { lease, archive, work: new StreamWork({ ...parts, pass }), upkeep };
}

type KeptMsOf = ConstructorParameters<typeof ArchiveWork>[0]['keptMsOf'];
