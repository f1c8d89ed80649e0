import type { ArchiveFailure, ReadCorrelated } from '@ag06/archive';
import type { CorrelationEntryView, RunEvent } from '@ag06/contracts';
import { toRfc3339 } from '@ag06/contracts';
import type { CorrelatedEvent, LogPage, RunStore, RunSummary } from '@ag06/store';
import { describeEvent } from '../describe-run.ts';
import { describeStreamEvent } from '../streams/describe-stream.ts';
import { findInLog } from './find-in-log.ts';
import { compareTimeline, type TimelinePosition } from './timeline-position.ts';

const PAGE = 100;
/** What the log of a run keeps in memory; a timeline has up to `LIMITS.correlatedRuns` logs. */
const PAGE_BYTES = 16 * 1024;

/** An event of the timeline, and its place. */
export interface TimelineEntry {
  readonly position: TimelinePosition;
  /**
   * Returns the event. One that is large is not kept, but read again. Undefined if its run was deleted meanwhile. Without it,
   * nothing is known yet of what comes behind this place, so a page ends here.
   */
  readonly load: (() => Promise<CorrelationEntryView | undefined>) | undefined;
}

/** Events of a timeline in their order, those after a place. */
export interface TimelineSource {
  /** No event of it is earlier. Known without a question to the store. */
  readonly since: number;
  /** Returns the next entry without taking it; undefined at the end. */
  peek(): Promise<TimelineEntry | undefined>;
  take(): void;
}

/** The events of one run. */
export function createRunSource(
  runs: Pick<RunStore, 'loadLogPage'>,
  run: RunSummary,
  after: TimelinePosition | undefined,
): TimelineSource {
  const { runId, meta, createdAt } = run;
  const load = async (seq: number, limit: number) =>
    (await runs.loadLogPage(runId, seq, limit, PAGE_BYTES)) ?? UNKNOWN;
  const placeOf = ({ at, seq }: RunEvent): TimelinePosition => ({
    at,
    of: 'run',
    source: runId,
    number: seq,
  });
  const isWanted = (event: RunEvent) => after === undefined || compareTimeline(placeOf(event), after) > 0;
  let last: number | undefined;
  return createSource(createdAt, async () => {
    last ??= after === undefined || createdAt > after.at ? 0 : await findInLog(load, isWanted);
    const { events, bytes } = await load(last, PAGE);
    last = events.at(-1)?.seq ?? last;
    return events.map((event) => {
      const position = placeOf(event);
      if (bytes <= PAGE_BYTES) return { position, load: async () => toView(event) };
      return { position, load: async () => (await load(position.number - 1, 1)).events.map(toView)[0] };
    });
  });

  function toView(event: RunEvent): CorrelationEntryView {
    return {
      at: toRfc3339(event.at),
      run: { runId, workflow: meta.workflow },
      event: describeEvent(event, { meta }),
    };
  }
}

/** A run that was deleted has no events. */
const UNKNOWN: LogPage = { events: [], bytes: 0, more: false };

/** The events of all streams. `onFailure` is told of parts of the archive that cannot be read. */
export function createStreamsSource(
  read: ReadCorrelated,
  { tenant, correlationId, after }: StreamsQuery,
  onFailure: (failure: ArchiveFailure) => void,
): TimelineSource {
  let isOver = false;
  let last = after && {
    at: after.at,
    stream: after.of === 'stream' ? after.source : '',
    position: after.of === 'stream' ? after.number : 0,
  };
  return createSource(Number.NEGATIVE_INFINITY, async () => {
    if (isOver) return [];
    const { events, upto, failures } = await read({ tenant, correlationId, after: last, limit: PAGE });
    failures.forEach(onFailure);
    [last, isOver] = [upto, upto === undefined];
    if (events.length > 0 || upto === undefined) return events.map(toEntry);
    return [{ position: pauseAt(upto.at), load: undefined }];
  });
}

interface StreamsQuery {
  readonly tenant: string;
  readonly correlationId: string;
  readonly after: TimelinePosition | undefined;
}

/** Before everything of its time. */
const pauseAt = (at: number): TimelinePosition => ({ at, of: 'run', source: '!', number: 0 });

const toEntry = ({ stream, event }: CorrelatedEvent): TimelineEntry => ({
  position: { at: event.at, of: 'stream', source: stream, number: event.position },
  load: async () => ({ at: toRfc3339(event.at), stream, event: describeStreamEvent(event) }),
});

function createSource(since: number, loadNext: () => Promise<readonly TimelineEntry[]>): TimelineSource {
  let page: readonly TimelineEntry[] = [];
  let next = 0;
  let isOver = false;
  return {
    since,
    async peek() {
      if (next === page.length && !isOver) {
        page = await loadNext();
        next = 0;
        isOver = page.length === 0;
      }
      return page[next];
    },
    take() {
      next++;
    },
  };
}
