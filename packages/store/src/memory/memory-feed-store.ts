import type { RunEvent } from '@ag06/contracts';
import {
  compareFeedPositions,
  FEED_PAGE,
  type FeedEvent,
  type FeedListener,
  type FeedPosition,
  type FeedStore,
  type FeedTail,
  toFeedPosition,
} from '../feed-store.ts';
import { startPollingTail } from '../polling-tail.ts';
import { skipBroken } from '../records/broken-record.ts';
import { readRunMeta } from '../records/read-run-record.ts';
import type { MemoryRun } from './memory-run.ts';

const POLL_EVERY_MS = 5;

/** The feed in memory: a read looks at the end of each log, and sorts the events that it wants. */
export class MemoryFeedStore implements FeedStore {
  readonly #runs: ReadonlyMap<string, MemoryRun>;
  readonly #now: () => number;

  constructor(runs: ReadonlyMap<string, MemoryRun>, now: () => number) {
    this.#runs = runs;
    this.#now = now;
  }

  async *readFeed(tenant: string, after: FeedPosition, until: number): AsyncGenerator<readonly FeedEvent[]> {
    const found: FeedEvent[] = [];
    for (const [runId, { submit, events }] of this.#runs) {
      // Times of a log never go back.
      if (submit.tenant !== tenant || (events.at(-1)?.at ?? 0) < after.at) continue;
      const meta = skipBroken(() => readRunMeta(runId, submit.meta));
      if (meta === undefined) continue;
      const isWanted = (event: RunEvent) =>
        event.at < until && compareFeedPositions({ at: event.at, runId, seq: event.seq }, after) > 0;
      const first = events.findLastIndex((event) => event.at < after.at) + 1;
      for (const event of events.slice(first)) if (isWanted(event)) found.push({ runId, meta, event });
    }
    found.sort((a, b) => compareFeedPositions(toFeedPosition(a), toFeedPosition(b)));
    yield* toFeedPages(found);
  }

  tailFeed(tenant: string, listener: FeedListener): Promise<FeedTail> {
    return startPollingTail(tenant, listener, {
      everyMs: POLL_EVERY_MS,
      loadSettledAt: async () => this.#now(),
      readFeed: (...args) => this.readFeed(...args),
    });
  }
}

function* toFeedPages(events: readonly FeedEvent[]): Generator<readonly FeedEvent[]> {
  let page: FeedEvent[] = [];
  let chars = 0;
  for (const one of events) {
    page.push(one);
    chars += JSON.stringify(one.event).length;
    if (page.length < FEED_PAGE.events && chars < FEED_PAGE.chars) continue;
    yield page;
    page = [];
    chars = 0;
  }
  if (page.length > 0) yield page;
}
