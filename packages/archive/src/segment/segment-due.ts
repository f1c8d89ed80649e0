import { TERMINAL_RUN_STATUSES } from '@ag06/contracts';
import { readCount, readOptional } from '@ag06/store';
import { brokenSegment } from './archive-error.ts';
import type { DirectoryRun } from './directory.ts';

/** When runs of a segment may leave the archive, so that it is not read before. Holds are not looked at. */
export interface SegmentDue {
  /** The earliest moment that the definition of a run names; undefined if none names one. */
  readonly own: number | undefined;
  /** The earliest end of the other runs, by status. */
  readonly ended: ReadonlyMap<DirectoryRun['status'], number>;
}

type Ended = Pick<DirectoryRun, 'status' | 'finishedAt' | 'keptMs'>;

export function dueOfRuns(runs: readonly Ended[]): SegmentDue {
  let own: number | undefined;
  const ended = new Map<DirectoryRun['status'], number>();
  for (const { status, finishedAt, keptMs } of runs) {
    if (keptMs === undefined) ended.set(status, Math.min(ended.get(status) ?? finishedAt, finishedAt));
    else own = Math.min(own ?? Number.POSITIVE_INFINITY, pruneTime(finishedAt, keptMs));
  }
  return { own, ended };
}

/** How long an expired run may wait, so that a segment is not written anew for each of its runs: a tenth, a day at most. */
const WAIT_SHARE = 0.1;
const WAIT_MAX_MS = 24 * 3600_000;

/** When a segment is to be written anew without a run that is kept for so long. */
export const pruneTime = (finishedAt: number, keptMs: number): number =>
  finishedAt + keptMs + Math.min(keptMs * WAIT_SHARE, WAIT_MAX_MS);

export const encodeDue = ({ own, ended }: SegmentDue): Buffer =>
  Buffer.from(JSON.stringify([own === undefined ? null : Math.floor(own), ...orderOf(ended)]));

const orderOf = (ended: SegmentDue['ended']) =>
  TERMINAL_RUN_STATUSES.flatMap((status) => {
    const at = ended.get(status);
    return at === undefined ? [] : [[status, at]];
  });

/** Throws ARCHIVE_SEGMENT_BROKEN. A program that does not know a status cannot read the directory either: it passes over it. */
export function decodeDue(key: string, bytes: Buffer): SegmentDue {
  try {
    const [own, ...rows]: readonly unknown[] = JSON.parse(bytes.toString());
    const ended = new Map<DirectoryRun['status'], number>();
    for (const row of rows) {
      const [name, at]: readonly unknown[] = Array.isArray(row) ? row : [];
      const status = TERMINAL_RUN_STATUSES.find((one) => one === name);
      if (status !== undefined) ended.set(status, readCount('end', at));
    }
    return { own: readOptional(readCount, 'own', own), ended };
  } catch (error) {
    throw brokenSegment(key, 'its due times cannot be read', error);
  }
}
