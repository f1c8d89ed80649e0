import type { RunStatus } from '@ag06/contracts';
import type { DirectoryRun } from '../segment/directory.ts';
import { pruneTime, type SegmentDue } from '../segment/segment-due.ts';

/** How long runs stay in the archive. */
export interface KeepPolicy {
  /** From their end; undefined: for ever. A definition that says how long its runs are kept comes first. */
  readonly keptMs: number | undefined;
  /** The same for runs that ended so. */
  readonly byStatus: ReadonlyMap<RunStatus, number>;
  /** Runs with this tag are kept for ever. */
  readonly holdTag: string;
}

type Kept = Pick<DirectoryRun, 'meta' | 'status' | 'finishedAt' | 'keptMs'>;

/** When a run has been kept long enough; undefined: never. */
export function expiryOf({ meta, status, finishedAt, keptMs }: Kept, policy: KeepPolicy): number | undefined {
  if (meta.tags.includes(policy.holdTag)) return undefined;
  const kept = keptMs ?? policy.byStatus.get(status) ?? policy.keptMs;
  return kept === undefined ? undefined : finishedAt + kept;
}

/** When a segment is to be written anew without its expired runs; undefined: never, under this policy. */
export function pruneTimeOf(runs: readonly Kept[], policy: KeepPolicy): number | undefined {
  let earliest: number | undefined;
  for (const run of runs) {
    const expiry = expiryOf(run, policy);
    if (expiry === undefined) continue;
    const due = pruneTime(run.finishedAt, expiry - run.finishedAt);
    earliest = Math.min(earliest ?? due, due);
  }
  return earliest;
}

/** No segment with these due times is to be written anew before this moment; undefined: never, under this policy. */
export function earliestPruneTime({ own, ended }: SegmentDue, policy: KeepPolicy): number | undefined {
  let earliest = own;
  for (const [status, finishedAt] of ended) {
    const kept = policy.byStatus.get(status) ?? policy.keptMs;
    if (kept === undefined) continue;
    const due = pruneTime(finishedAt, kept);
    earliest = Math.min(earliest ?? due, due);
  }
  return earliest;
}
