import { setImmediate as nextTurn } from 'node:timers/promises';
import { LIMITS } from '@ag06/contracts';
import {
  comparePositions,
  type ListedRun,
  matchesFilters,
  type RunPage,
  type RunPosition,
  type RunQuery,
  type RunSummary,
  toRunPage,
  type UnreadArchive,
} from '@ag06/store';
import type { Catalogue, KnownSegment } from '../catalogue/catalogue.ts';
import { DamagedSegment } from '../catalogue/damaged-segments.ts';
import type { DirectoryRun } from '../segment/directory.ts';
import { termsOfQuery } from '../segment/run-terms.ts';
import type { TermFilter } from '../segment/term-filter.ts';

/** The most directories that a page reads, unless more have runs of one moment. */
const DIRECTORIES_MAX = 32;

/**
 * Lists archived runs, newest first. `segments` are sorted by their newest run. Reads directories from there until the
 * page is full; the filters of segments spare those that have no such run. A page can be short and have a `next`. Damaged
 * segments are passed over, and the page says so.
 *
 * Costs a test of each filter, in memory once it was read, and at most 32 directories, more only where as many segments
 * have runs of one time.
 */
export async function listArchived(
  segments: readonly KnownSegment[],
  query: RunQuery,
  catalogue: Pick<Catalogue, 'readHead'>,
): Promise<RunPage> {
  const { limit, signal, scanMax = LIMITS.pageScan, after } = query;
  const terms = termsOfQuery(query);
  const mayMatch = (filter: TermFilter) => terms.every((some) => some.some((term) => filter.mayHave(term)));
  const damaged: DamagedSegment[] = [];
  const matching = new Map<string, ListedRun>();
  let [looked, read] = [0, 0];
  for (const known of segments.filter((segment) => isWithin(segment, query))) {
    signal?.throwIfAborted();
    const isBehind = known.newest < (after?.createdAt ?? Number.POSITIVE_INFINITY);
    if (isBehind && (looked >= scanMax || read >= DIRECTORIES_MAX || isFull(matching, limit, known)))
      return toKnownPage(matching, limit, { createdAt: known.newest, runId: BEFORE_ALL }, damaged);
    const runs = await catalogue.readHead(known, async (segment) => {
      if (!mayMatch(await segment.filter())) return [];
      read++;
      return (await segment.directory()).runs;
    });
    if (runs instanceof DamagedSegment) {
      if (runs.filter === undefined || mayMatch(runs.filter)) damaged.push(runs);
      continue;
    }
    // Directories that are kept are read within one turn.
    await nextTurn();
    for (const run of runs) {
      if (!isAsked(run, query)) continue;
      looked++;
      if (matchesFilters(run, query)) matching.set(run.runId, toListed(run, query));
    }
  }
  return toKnownPage(matching, limit, undefined, damaged);
}

/** A run id that is before all others of its time in a list: ids begin with `r`. */
const BEFORE_ALL = 's';

const toListed = (run: DirectoryRun, { isDetailed = false }: RunQuery): ListedRun =>
  isDetailed && run.error !== undefined
    ? { ...toArchivedSummary(run), error: run.error }
    : toArchivedSummary(run);

export const toArchivedSummary = ({
  runId,
  meta,
  status,
  createdAt,
  finishedAt,
}: DirectoryRun): RunSummary => ({
  runId,
  meta,
  status,
  createdAt,
  finishedAt,
  archived: true,
});

function isWithin({ newest, oldest }: KnownSegment, { from, to, after }: RunQuery): boolean {
  return (
    (from === undefined || newest >= from) &&
    (to === undefined || oldest < to) &&
    (after === undefined || oldest <= after.createdAt)
  );
}

function isAsked(run: DirectoryRun, { tenant, from, to, after }: RunQuery): boolean {
  return (
    run.meta.tenant === tenant &&
    (from === undefined || run.createdAt >= from) &&
    (to === undefined || run.createdAt < to) &&
    (after === undefined || comparePositions(after, run) < 0)
  );
}

/** Whether the page is full of runs that are newer than all of this segment. */
function isFull(matching: ReadonlyMap<string, RunSummary>, limit: number, { newest }: KnownSegment): boolean {
  if (matching.size <= limit) return false;
  let newer = 0;
  for (const { createdAt } of matching.values()) if (createdAt > newest) newer++;
  return newer > limit;
}

/** The page of the runs before `lookedUntil`: later ones may be among others that nobody has looked at. */
function toKnownPage(
  matching: ReadonlyMap<string, RunSummary>,
  limit: number,
  lookedUntil: RunPosition | undefined,
  damaged: readonly DamagedSegment[],
): RunPage {
  const sorted = [...matching.values()].sort(comparePositions);
  const sure =
    lookedUntil === undefined ? sorted : sorted.filter((run) => comparePositions(run, lookedUntil) < 0);
  const page = toRunPage(sure, limit, lookedUntil);
  return damaged.length === 0 ? page : { ...page, unread: toUnread(damaged) };
}

function toUnread(damaged: readonly DamagedSegment[]): UnreadArchive {
  const [first] = damaged;
  return {
    segments: damaged.length,
    runs: damaged.reduce((sum, { about }) => sum + about.runs, 0),
    code: first?.error.code ?? '',
    message: first?.error.message ?? '',
  };
}
