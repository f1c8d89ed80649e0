import type { RunStatus } from '@ag06/contracts';
import type { DirectoryRun } from '../segment/directory.ts';

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

/** How long an expired run may wait, so that a segment is not written anew for each of its runs: a tenth, a day at most. */
const WAIT_SHARE = 0.1;
const WAIT_MAX_MS = 24 * 3600_000;

/** When a segment is to be written anew without its expired runs; undefined: never, under this policy. */
export function pruneTimeOf(runs: readonly Kept[], policy: KeepPolicy): number | undefined {
  let earliest: number | undefined;
  for (const run of runs) {
    const expiry = expiryOf(run, policy);
    if (expiry === undefined) continue;
    const due = expiry + Math.min((expiry - run.finishedAt) * WAIT_SHARE, WAIT_MAX_MS);
    earliest = Math.min(earliest ?? due, due);
  }
  return earliest;
}
