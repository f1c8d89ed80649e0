import type { DutyTurn } from '@ag06/duty';
import { type FinishedRun, StoreError } from '@ag06/store';
import type { OpenArchive } from '../archive/open-archive.ts';
import type { StoreCeiling } from '../ceiling/store-ceiling.ts';
import type { StoreClock } from '../clock/store-clock.ts';
import type { Parts } from '../parts.ts';
import { deleteOldRuns, FOR_EVER_MS } from './delete-old-runs.ts';

/** Runs of one turn: they become one segment. */
const BATCH = 500;
const LEASE_MS = 60_000;
/** How long a batch that is not full may wait for more runs: a share of the retention, and an hour at most. */
const LINGER_SHARE = 0.1;
const LINGER_MAX_MS = 3600_000;

/** While the store is too full: the most batches of runs that leave it early, between two looks at how full it is. */
const EARLY_BATCHES = 12;

type RetentionParts = Pick<Parts, 'id' | 'store' | 'retentionMs' | 'holdTag' | 'book'> & {
  readonly clock: Pick<StoreClock, 'isTrusted'>;
  readonly ceiling: Pick<StoreCeiling, 'isPressed' | 'earlyAfterMs'>;
  readonly archive: OpenArchive | undefined;
};

/**
 * Takes a batch of runs that ended longer ago than the store keeps them into the archive; without an archive it deletes
 * them. If there are none, it prunes the archive. While the store is too full, it waits for no batch to fill, and archives
 * runs before their time, those that ended first before the others. While the store's clock is not trusted, it does only
 * that, because nothing is lost by it. One dispatcher does so at a time.
 */
export async function keepRetention(parts: RetentionParts, signal: AbortSignal): Promise<DutyTurn> {
  const { id, store, archive, clock, ceiling } = parts;
  // Before the lease is asked for, so that a dispatcher whose own clock is wrong leaves it to another.
  const isTrusted = await clock.isTrusted();
  if (!isTrusted && (archive === undefined || !ceiling.isPressed)) return undefined;
  if (archive === undefined)
    return (await store.fleet.acquireLease('retention', id, LEASE_MS)) ? deleteOldRuns(parts) : undefined;
  return archive.turns.take(async () => {
    if (await archive.asked.isAskedByOther()) {
      await archive.lease.leave();
      return undefined;
    }
    if (!(await archive.lease.keep())) return undefined;
    return archive.report.around(() => archiveOldRuns(parts, archive, isTrusted, signal));
  });
}

async function archiveOldRuns(
  parts: RetentionParts,
  archive: OpenArchive,
  isTrusted: boolean,
  signal: AbortSignal,
): Promise<DutyTurn> {
  const { store } = parts;
  if (!isTrusted) return relieve(parts, archive, { prunes: false }, signal);
  await store.runs.deleteFinished(FOR_EVER_MS, BATCH);
  const due = await listReadable(parts, archive, parts.retentionMs);
  if (parts.ceiling.isPressed) return relieve(parts, archive, { prunes: true }, signal);
  if (due.length === 0 || (due.length < BATCH && !(await hasWaited(parts, due)))) {
    return (await archive.upkeep.look(signal)) ? 'more' : undefined;
  }
  const archived = await archive.work.archive(
    due.map(({ runId }) => runId),
    signal,
  );
  parts.book.archiveTaken.at().add(archived ?? 0);
  return archived !== undefined && archived > 0 && due.length === BATCH ? 'more' : undefined;
}

/**
 * Archives finished runs, also those whose retention is not over. A run leaves the store only when the archive has it, and is
 * found there by all who ask for it. If no run can leave, it prunes the archive, unless it may not.
 */
async function relieve(
  { store, retentionMs, ceiling, book }: RetentionParts,
  { work, upkeep, asked }: OpenArchive,
  { prunes }: { readonly prunes: boolean },
  signal: AbortSignal,
): Promise<DutyTurn> {
  const afterMs = Math.min(retentionMs, ceiling.earlyAfterMs);
  let size = BATCH;
  for (let batches = 0; batches < EARLY_BATCHES && ceiling.isPressed && !signal.aborted; batches++) {
    if (batches > 0 && (await asked.isAsked())) return undefined;
    const finished = await listReadable({ store }, { work }, afterMs, size);
    if (finished.length === 0) return prunes && (await upkeep.look(signal)) ? 'more' : undefined;
    const runIds = finished.map(({ runId }) => runId);
    const archived = await work.archive(runIds, signal).catch((error: unknown) => {
      if (runIds.length === 1 || !isFull(error)) throw error;
      return 'too large' as const;
    });
    // The replies to what is read need memory of the server too.
    if (archived === 'too large') {
      size = Math.ceil(runIds.length / 8);
      continue;
    }
    book.archiveTaken.at().add(archived ?? 0);
    if ((archived ?? 0) === 0 || finished.length < size) return undefined;
  }
  return undefined;
}

const isFull = (error: unknown): boolean => error instanceof StoreError && error.code === 'STORE_FULL';

/** The next batch, without runs that the store could not read lately. */
async function listReadable(
  { store }: Pick<RetentionParts, 'store'>,
  { work: { unreadable } }: Pick<OpenArchive, 'work'>,
  afterMs: number,
  size = BATCH,
): Promise<readonly FinishedRun[]> {
  const finished = await store.runs.listFinished(afterMs, size + unreadable.size, 0);
  return finished.filter(({ runId }) => !unreadable.has(runId)).slice(0, size);
}

/** Whether the oldest of a batch has waited long enough for the batch to fill. */
async function hasWaited(
  { store, retentionMs }: RetentionParts,
  due: readonly FinishedRun[],
): Promise<boolean> {
  const oldest = Math.min(...due.map(({ finishedAt }) => finishedAt));
  return (await store.runs.now()) - oldest - retentionMs >= lingerMsOf(retentionMs);
}

/** How long a batch that is not full waits for more runs. */
export const lingerMsOf = (retentionMs: number): number =>
  Math.min(retentionMs * LINGER_SHARE, LINGER_MAX_MS);
