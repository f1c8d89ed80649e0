import type { CorrelationEntryView, RunEvent } from '@ag06/contracts';
import { toRfc3339 } from '@ag06/contracts';
import type { CorrelatedEvent, EventStore, RunStore, RunSummary } from '@ag06/store';
import { describeEvent } from '../describe-run.ts';
import { describeStreamEvent } from '../streams/describe-stream.ts';
import { findInLog } from './find-in-log.ts';
import { compareTimeline, type TimelinePosition } from './timeline-position.ts';

const PAGE = 100;

/** An event of the timeline, and its place. */
export interface TimelineEntry {
  readonly position: TimelinePosition;
  readonly view: CorrelationEntryView;
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
  runs: Pick<RunStore, 'loadEvents'>,
  run: RunSummary,
  after: TimelinePosition | undefined,
): TimelineSource {
  const { runId, meta, createdAt } = run;
  const load = async (seq: number, limit: number) => (await runs.loadEvents(runId, seq, limit)) ?? [];
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
    const page = await load(last, PAGE);
    last = page.at(-1)?.seq ?? last;
    return page.map((event) => ({
      position: placeOf(event),
      view: {
        at: toRfc3339(event.at),
        run: { runId, workflow: meta.workflow },
        event: describeEvent(event, { meta }),
      },
    }));
  });
}

/** The events of all streams. */
export function createStreamsSource(
  events: Pick<EventStore, 'readCorrelated'>,
  tenant: string,
  correlationId: string,
  after: TimelinePosition | undefined,
): TimelineSource {
  let last = after && {
    at: after.at,
    stream: after.of === 'stream' ? after.source : '',
    position: after.of === 'stream' ? after.number : 0,
  };
  return createSource(Number.NEGATIVE_INFINITY, async () => {
    const page = await events.readCorrelated({ tenant, correlationId, after: last, limit: PAGE });
    const entries = page.map(toEntry);
    const position = entries.at(-1)?.position;
    if (position !== undefined)
      last = { at: position.at, stream: position.source, position: position.number };
    return entries;
  });
}

const toEntry = ({ stream, event }: CorrelatedEvent): TimelineEntry => ({
  position: { at: event.at, of: 'stream', source: stream, number: event.position },
  view: { at: toRfc3339(event.at), stream, event: describeStreamEvent(event) },
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
