import type { ArchiveFailure, ReadCorrelated } from '@ag06/archive';
import { type CorrelationEntryView, LIMITS } from '@ag06/contracts';
import type { RunSummary, Store } from '@ag06/store';
import { compareTimeline, type TimelinePosition } from './timeline-position.ts';
import {
  createRunSource,
  createStreamsSource,
  type TimelineEntry,
  type TimelineSource,
} from './timeline-sources.ts';

/** A page ends with the entry that makes it longer than this, in characters. */
const PAGE_CHARACTERS = 2 * 1024 * 1024;
/** Parts of the archive that one page names. */
const UNREAD_MAX = 10;
/** Logs that are asked at a time. */
const TOGETHER = 20;

export interface CorrelationQuery {
  readonly tenant: string;
  readonly correlationId: string;
  readonly after: TimelinePosition | undefined;
  readonly limit: number;
  readonly signal: AbortSignal;
}

interface CorrelationPage {
  readonly runs: number;
  /** Whether no run was left out, and no part of the archive. */
  readonly isComplete: boolean;
  /** Parts of the archive that could not be read. */
  readonly unread: readonly ArchiveFailure[];
  readonly events: readonly CorrelationEntryView[];
  readonly next: TimelinePosition | undefined;
}

/**
 * Returns a page of the timeline of a correlation id: the events of its runs and of streams, by time. It merges their
 * logs, so it costs a few questions for each run that was created before the end of the page; of more than
 * `LIMITS.correlatedRuns` runs, only the newest are considered. What is archived of streams is read by a bounded number of
 * looks, so a page may be short, or empty, and still have a next one.
 */
export async function showCorrelation(
  { runs, readStreams }: { readonly runs: Store['runs']; readonly readStreams: ReadCorrelated },
  query: CorrelationQuery,
): Promise<CorrelationPage> {
  const { after, limit, signal } = query;
  const unread = new Map<string, ArchiveFailure>();
  const onFailure = (failure: ArchiveFailure) => {
    if (unread.size < UNREAD_MAX) unread.set(failure.message, failure);
  };
  const found = await findRuns(runs, query, onFailure);
  const shown = found.slice(0, LIMITS.correlatedRuns);
  const sources = [
    ...shown.map((run) => createRunSource(runs, run, after)),
    createStreamsSource(readStreams, query, onFailure),
  ].sort((a, b) => a.since - b.since);
  await openTogether(
    sources.filter(({ since }) => since <= (after?.at ?? Number.NEGATIVE_INFINITY)),
    signal,
  );
  const page: CorrelationEntryView[] = [];
  let next: TimelinePosition | undefined;
  for (let characters = 0; page.length < limit && characters < PAGE_CHARACTERS; ) {
    signal.throwIfAborted();
    const first = await findFirst(sources);
    if (first === undefined) {
      next = undefined;
      break;
    }
    const { load, position } = first.entry;
    next = position;
    if (load === undefined) break;
    first.source.take();
    const view = await load();
    if (view === undefined) continue;
    page.push(view);
    characters += JSON.stringify(view).length;
  }
  const isLast = next === undefined || (await findFirst(sources)) === undefined;
  return {
    runs: shown.length,
    isComplete: found.length === shown.length && unread.size === 0,
    unread: [...unread.values()],
    events: page,
    next: isLast ? undefined : next,
  };
}

/** Returns at most one run more than a timeline shows, newest first. */
async function findRuns(
  runs: Pick<Store['runs'], 'listRuns'>,
  { tenant, correlationId, signal }: CorrelationQuery,
  onFailure: (failure: ArchiveFailure) => void,
): Promise<readonly RunSummary[]> {
  const found: RunSummary[] = [];
  const filter = {
    tenant,
    statuses: [],
    workflow: undefined,
    correlationId,
    tags: [],
    from: undefined,
    to: undefined,
    signal,
  };
  let after: Parameters<typeof runs.listRuns>[0]['after'];
  do {
    const page = await runs.listRuns({ ...filter, after, limit: LIMITS.correlatedRuns + 1 - found.length });
    found.push(...page.runs);
    if (page.unread !== undefined) onFailure({ code: page.unread.code, message: page.unread.message });
    after = page.next;
  } while (after !== undefined && found.length <= LIMITS.correlatedRuns);
  return found;
}

/** Loads the first entries of sources that began before the page does. */
async function openTogether(sources: readonly TimelineSource[], signal: AbortSignal): Promise<void> {
  for (let from = 0; from < sources.length; from += TOGETHER) {
    signal.throwIfAborted();
    await Promise.all(sources.slice(from, from + TOGETHER).map((source) => source.peek()));
  }
}

/** Returns the earliest entry of sources, which are sorted by their beginning. Asks none that begins later. */
async function findFirst(
  sources: readonly TimelineSource[],
): Promise<{ readonly entry: TimelineEntry; readonly source: TimelineSource } | undefined> {
  let first: { readonly entry: TimelineEntry; readonly source: TimelineSource } | undefined;
  for (const source of sources) {
    if (first !== undefined && source.since > first.entry.position.at) break;
    const entry = await source.peek();
    if (entry === undefined) continue;
    if (first === undefined || compareTimeline(entry.position, first.entry.position) < 0)
      first = { entry, source };
  }
  return first;
}
