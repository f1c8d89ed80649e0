import { allPages } from './all-pages.ts';
import type {
  ArchiveAdoptedView,
  ArchivedStreamListView,
  ArchivedStreamSegmentView,
  ArchivedStreamsFilter,
  ArchivedStreamsPrunedView,
  ArchivePrunedView,
  ArchivePruneFilter,
  ArchiveSegmentListView,
  ArchiveSegmentView,
  ArchiveVerifiedView,
  ArchiveView,
  RunPageView,
  RunSummaryView,
} from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import type { Page, RunFilter } from './run-types.ts';
import { toQuery } from './to-query.ts';
import { toRunsQuery } from './to-runs-query.ts';

const PATH = '/v1/archive';
/** A request takes this long at most: it reads whole segments, or waits for another dispatcher. */
const WAIT_MS = 30_000;

type Paged = { readonly limit?: number | undefined };

/**
 * The archive of finished runs. Every call rejects with `RefusedError` ARCHIVE_OFF if the fleet has none. Get it as
 * `client.archive`.
 */
export class Archive {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Returns what is in the archive, and how long it is kept. */
  get(options?: CallOptions): Promise<ArchiveView> {
    return this.#caller.call({ method: 'GET', path: PATH, shape: { place: 'text' } }, options);
  }

  /** Yields the segments, those with the newest runs first. Loads a page when its first segment is asked for. */
  segments({ limit, ...options }: Paged & CallOptions = {}): AsyncGenerator<ArchiveSegmentView, void> {
    return allPages((cursor) => this.segmentPage({ limit, cursor }, options));
  }

  segmentPage(page: Page = {}, options?: CallOptions): Promise<ArchiveSegmentListView> {
    const path = `${PATH}/segments${toQuery({ ...page })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** Yields the runs of the archive alone, newest first. `client.list` has them too, among those of the store. */
  runs(filter: Omit<RunFilter, 'code'> = {}, options?: CallOptions): AsyncGenerator<RunSummaryView, void> {
    return allPages((cursor) => this.runPage({ ...filter, limit: 500, cursor }, options));
  }

  runPage(filter: Omit<RunFilter, 'code'> & Page = {}, options?: CallOptions): Promise<RunPageView> {
    const path = `${PATH}/runs${toRunsQuery(filter)}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /**
   * Reads every segment whole, page by page, and yields for each page which are not as they were written. A page that got no
   * answer is read again.
   */
  async *verify({ limit, ...options }: Paged & CallOptions = {}): AsyncGenerator<ArchiveVerifiedView, void> {
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const path = `${PATH}/verify${toQuery({ limit, cursor })}`;
      const call = { method: 'GET', path, shape: { broken: 'list' }, waitMs: WAIT_MS } as const;
      const page: ArchiveVerifiedView = await this.#caller.call(call, options);
      yield page;
      cursor = page.next;
    }
  }

  /**
   * Deletes archived runs for good, page by page, and yields the counts of each page; with `dryRun` it only counts. Runs
   * with the tag of a legal hold stay. Rejects with `RefusedError` PRUNE_INVALID, or ARCHIVE_BUSY if another dispatcher
   * archives all the time.
   */
  async *prune(
    filter: ArchivePruneFilter,
    { dryRun = false, limit, ...options }: Paged & CallOptions & { readonly dryRun?: boolean } = {},
  ): AsyncGenerator<ArchivePrunedView, void> {
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const call = {
        method: 'POST',
        path: `${PATH}/prune`,
        body: { filter, dryRun, cursor, limit },
        shape: { unread: 'list' },
        waitMs: WAIT_MS,
      } as const;
      const page: ArchivePrunedView = await this.#caller.call(call, options);
      yield page;
      cursor = page.next;
    }
  }

  /** Yields the segments of archived events, by stream, the oldest events first; of one stream, if it is named. */
  streamSegments({
    stream,
    limit,
    ...options
  }: Paged & CallOptions & { readonly stream?: string | undefined } = {}): AsyncGenerator<
    ArchivedStreamSegmentView,
    void
  > {
    return allPages((cursor) => this.streamSegmentPage({ stream, limit, cursor }, options));
  }

  streamSegmentPage(
    page: Page & { readonly stream?: string | undefined } = {},
    options?: CallOptions,
  ): Promise<ArchivedStreamListView> {
    const path = `${PATH}/streams${toQuery({ ...page })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /**
   * Deletes archived events of streams for good, page by page, and yields the counts of each page; with `dryRun` it only counts.
   * Segments stay that have events which a group has not settled. Rejects with `RefusedError` PRUNE_INVALID.
   */
  async *pruneStreams(
    filter: ArchivedStreamsFilter,
    { dryRun = false, limit, ...options }: Paged & CallOptions & { readonly dryRun?: boolean } = {},
  ): AsyncGenerator<ArchivedStreamsPrunedView, void> {
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const call = {
        method: 'POST',
        path: `${PATH}/streams/prune`,
        body: { filter, dryRun, cursor, limit },
        shape: {},
        waitMs: WAIT_MS,
      } as const;
      const page: ArchivedStreamsPrunedView = await this.#caller.call(call, options);
      yield page;
      cursor = page.next;
    }
  }

  /**
   * Makes the archive of the dispatcher that of its fleet, in place of the one with this identity. Without it, only says
   * which archives they have. Rejects with `RefusedError` ARCHIVE_DIFFERS if the fleet has another one.
   */
  adopt(inPlaceOf?: string, options?: CallOptions): Promise<ArchiveAdoptedView> {
    const body = inPlaceOf === undefined ? {} : { inPlaceOf };
    return this.#caller.call(
      { method: 'POST', path: `${PATH}/adopt`, body, shape: { place: 'text' } },
      options,
    );
  }
}
