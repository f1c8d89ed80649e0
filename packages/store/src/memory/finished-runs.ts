import type { FinishedRun, RunAsRead, RunDeletion } from '../run-store.ts';
import type { MemoryRun } from './memory-run.ts';

/** Lists runs that ended before a moment and have no entries, the first to end first. */
export function listFinished(
  runs: ReadonlyMap<string, MemoryRun>,
  before: number,
  limit: number,
  skip: number,
): readonly FinishedRun[] {
  const due = [...runs].flatMap(([runId, { finishedAt, entries }]) =>
    finishedAt !== undefined && finishedAt < before && entries.size === 0 ? { runId, finishedAt } : [],
  );
  return due.sort((a, b) => a.finishedAt - b.finishedAt).slice(skip, skip + limit);
}

/** Whether a run may be deleted: one that has ended; with `as` only one that is as its reader found it. */
export function judgeDeletion(run: MemoryRun | undefined, as: RunAsRead | undefined): RunDeletion {
  if (run === undefined) return 'unknown';
  if (!run.isTerminal || run.entries.size > 0) return 'open';
  if (as !== undefined && (run.endedBy !== as.endedBy || run.events.length !== as.events)) return 'open';
  return 'deleted';
}
