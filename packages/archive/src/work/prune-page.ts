import type { RunStatus } from '@ag06/contracts';
import type { Catalogue, KnownSegment } from '../catalogue/catalogue.ts';
import { DamagedSegment } from '../catalogue/damaged-segments.ts';
import { nameOfSegment, pageSegments } from '../read/page-segments.ts';
import type { ArchiveError } from '../segment/archive-error.ts';
import type { DirectoryRun } from '../segment/directory.ts';
import { termsOfQuery } from '../segment/run-terms.ts';
import { segmentOf } from '../segment/segment.ts';
import { createSegmentKey } from '../segment/segment-key.ts';
import type { ArchiveWork } from './archive-work.ts';

/** Runs that are to leave the archive. All conditions hold; an empty list of statuses is any. */
export interface PruneSelection {
  readonly tenant: string;
  /** By the store's clock. */
  readonly endedBefore: number | undefined;
  readonly workflow: string | undefined;
  readonly statuses: readonly RunStatus[];
}

export interface PrunePage {
  /** Segments that were looked at. */
  readonly segments: number;
  /** Runs that the selection names, those on hold left out. */
  readonly matched: number;
  /** Runs that it names too, and that stay because they are on hold. */
  readonly held: number;
  readonly unread: readonly UnreadSegment[];
  /** The name of the last segment, if there are more. */
  readonly next?: string;
}

/** A segment that cannot be read, and so was passed over. */
interface UnreadSegment {
  readonly name: string;
  readonly error: ArchiveError;
}

export interface PruneParts {
  readonly work: Pick<ArchiveWork, 'recover' | 'replace'>;
  readonly catalogue: Pick<Catalogue, 'readHead' | 'note'>;
  /** All segments, as they are now. */
  readonly segments: readonly KnownSegment[];
  readonly holdTag: string;
  /** Whether this process is still the one that archives. */
  readonly isHolder: () => Promise<boolean>;
  /** Ends the page after the segment at hand. */
  readonly isTimeUp: () => boolean;
}

export interface PruneOptions {
  readonly after: string | undefined;
  readonly limit: number;
  readonly isDryRun: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at one page of segments, and writes each that has runs of the selection anew without them. Each segment is done
 * as a whole or not at all, and what was done is not found again, so a page may be repeated. If another process archives now,
 * it ends behind what it has pruned; returns undefined if that is nothing.
 */
export async function prunePage(
  parts: PruneParts,
  selection: PruneSelection,
  { after, limit, isDryRun, signal }: PruneOptions,
): Promise<PrunePage | undefined> {
  const page = pageSegments(parts.segments, after, limit);
  let [looked, matched] = [0, 0];
  const held: Held[] = [];
  const unread: UnreadSegment[] = [];
  let last = '';
  for (const known of page.segments) {
    signal?.throwIfAborted();
    if (looked > 0 && parts.isTimeUp()) break;
    const name = nameOfSegment(known.key);
    const found = await sortRuns(parts, known, selection);
    if (found instanceof DamagedSegment) {
      [looked, last] = [looked + 1, name];
      unread.push({ name, error: found.error });
      continue;
    }
    const isReplaced = !isDryRun && found.matched.size > 0;
    const done = isReplaced ? await replace(parts, known, found.matched, signal) : true;
    if (done === false && matched > 0) break;
    if (done === false) return undefined;
    [looked, last] = [looked + 1, name];
    if (done instanceof DamagedSegment) {
      unread.push({ name, error: done.error });
      continue;
    }
    matched += found.matched.size;
    held.push({ runs: found.held, name: isReplaced ? nameOfCopy(found.kept) : last });
  }
  const hasMore = page.next !== undefined || looked < page.segments.length;
  // A copy that lies behind this page is looked at again, and its runs are counted then.
  const counted = held.filter(({ name }) => !hasMore || name >= last);
  return {
    segments: looked,
    matched,
    held: counted.reduce((sum, { runs }) => sum + runs, 0),
    unread,
    ...(hasMore && { next: last }),
  };
}

/** Runs on hold, and what the name of their segment begins with from now on. */
interface Held {
  readonly runs: number;
  readonly name: string;
}

const nameOfCopy = (kept: readonly DirectoryRun[]): string =>
  kept.length === 0 ? '' : nameOfSegment(createSegmentKey(kept));

interface SortedRuns {
  readonly matched: ReadonlySet<string>;
  readonly held: number;
  readonly kept: readonly DirectoryRun[];
}

const NONE: SortedRuns = { matched: new Set(), held: 0, kept: [] };

const sortRuns = (
  { catalogue, holdTag }: PruneParts,
  known: KnownSegment,
  selection: PruneSelection,
): Promise<SortedRuns | DamagedSegment> =>
  catalogue.readHead(known, async (segment) => {
    const filter = await segment.filter();
    if (!termsOf(selection).every((some) => some.some((term) => filter.mayHave(term)))) return NONE;
    const { runs } = await segment.directory();
    const selected = runs.filter((run) => isSelected(run, selection));
    const free = selected.filter(({ meta }) => !meta.tags.includes(holdTag));
    const matched = new Set(free.map(({ runId }) => runId));
    const kept = runs.filter(({ runId }) => !matched.has(runId));
    return { matched, held: selected.length - free.length, kept };
  });

const termsOf = ({ tenant, workflow, statuses }: PruneSelection) =>
  termsOfQuery({ tenant, workflow, statuses, correlationId: undefined, tags: [] });

const isSelected = (
  { meta, status, finishedAt }: DirectoryRun,
  { tenant, endedBefore, workflow, statuses }: PruneSelection,
): boolean =>
  meta.tenant === tenant &&
  (endedBefore === undefined || finishedAt < endedBefore) &&
  (workflow === undefined || meta.workflow === workflow) &&
  (statuses.length === 0 || statuses.includes(status));

/** Returns whether no other process came in between, or the damage that only a copy of its runs has met. */
async function replace(
  { work, catalogue, isHolder }: PruneParts,
  known: KnownSegment,
  matched: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<boolean | DamagedSegment> {
  if (!(await isHolder())) return false;
  const state = await work.recover();
  if (state === undefined) return false;
  try {
    return await work.replace(state, [known.segment], ({ runId }) => !matched.has(runId), signal);
  } catch (error) {
    if (segmentOf(error) !== known.key) throw error;
    return catalogue.note(known, 'runs', error);
  }
}
