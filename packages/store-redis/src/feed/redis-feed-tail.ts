import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import {
  compareFeedPositions,
  type FeedEvent,
  type FeedListener,
  type FeedPosition,
  type FeedStore,
  type FeedTail,
  startOfTime,
  toFeedPosition,
} from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';
import { ChangedLogs } from './changed-logs.ts';
import { LogChanges } from './log-changes.ts';

/** The pause between two looks while events arrive. It is longer under load, so that one look covers several commits. */
const PACE_MS = 3;
const BUSY_PACE_MS = 20;
const BUSY_LOGS = 20;
/** How often the feed settles while no events arrive. */
const IDLE_MS = 1_000;
/** How long an event with a future time is held back. It has one if the clock was set back. */
const HELD_MAX_MS = 1_000;
const TRY_AGAIN_MS = 250;

interface RedisFeedTailOptions {
  readonly redis: RedisClient;
  readonly partitions: readonly PartitionKeys[];
  readonly tenant: string;
  readonly listener: FeedListener;
  readonly readFeed: FeedStore['readFeed'];
}

/**
 * Follows the feed. Redis says which logs changed, and the logs have the new events, which are read page by page however many were
 * committed. Events of one millisecond are reported when it is over, because only then their order is known. After a lost
 * connection the tail opens a new one and reads what it missed.
 */
export class RedisFeedTail implements FeedTail {
  readonly #options: RedisFeedTailOptions;
  readonly #started = Promise.withResolvers<void>();
  #changes: LogChanges | undefined;
  #isStopped = false;
  /** Everything up to here has been reported. */
  #position: FeedPosition | undefined;
  from = 0;

  constructor(options: RedisFeedTailOptions) {
    this.#options = options;
  }

  /** Resolves once it listens; never if it is stopped before. */
  async start(): Promise<void> {
    void this.#run();
    await this.#started.promise;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#changes?.close();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#follow();
      } catch {
        await delay(TRY_AGAIN_MS);
      } finally {
        this.#changes?.close();
      }
    }
  }

  /** Follows the feed until a connection is lost. */
  async #follow(): Promise<void> {
    const { redis, partitions, tenant, readFeed } = this.#options;
    const changes = await LogChanges.open(redis, partitions);
    this.#changes = changes;
    if (this.#isStopped) return;
    // What was committed before the tracking began has an earlier time than this, and that time is over.
    const from = Math.max(...(await changes.loadTimes())) + 1;
    while (Math.min(...(await changes.loadTimes())) < from) await delay(1);
    if (this.#position === undefined) this.from = from;
    else for await (const page of readFeed(tenant, this.#position, from)) this.#deliverPast(page);
    this.#deliver([], startOfTime(from));
    this.#started.resolve();
    await this.#deliverChanges(changes, new ChangedLogs(redis, tenant), from);
  }

  async #deliverChanges(changes: LogChanges, logs: ChangedLogs, from: number): Promise<void> {
    // The logs of everything committed before this time are known.
    let foundUntil = from;
    let lookedAt = performance.now();
    for (;;) {
      const before = lookedAt;
      lookedAt = performance.now();
      const now = Math.min(...(await changes.loadTimes()));
      const changed = await changes.take();
      // If the clock was set back, what came since the last look has earlier times.
      const since = now < foundUntil ? Math.floor(now - (performance.now() - before)) : foundUntil;
      await logs.add(since, this.#options.partitions, changed);
      foundUntil = now;
      const held = logs.findHeld(performance.now() - HELD_MAX_MS);
      await this.#deliverPages(logs.takePages(Math.max(now, held + 1)), now);
      if (changed.length > BUSY_LOGS) await delay(BUSY_PACE_MS);
      else if (logs.hasMore || changed.length > 0) await delay(PACE_MS);
      if (!logs.hasMore) await changes.wait(IDLE_MS);
    }
  }

  /** With the last page everything before the time `now` is reported. */
  async #deliverPages(pages: AsyncIterable<readonly FeedEvent[]>, now: number): Promise<void> {
    const settled = startOfTime(now);
    let before: readonly FeedEvent[] = [];
    for await (const page of pages) {
      if (this.#isStopped) return;
      if (before.length > 0) {
        this.#deliver(before, earlierOf(lastOf(before), settled));
        await nextTurn();
      }
      before = page;
    }
    this.#deliver(before, settled);
  }

  #deliverPast(page: readonly FeedEvent[]): void {
    this.#deliver(page, lastOf(page));
  }

  #deliver(events: readonly FeedEvent[], position: FeedPosition): void {
    if (this.#isStopped) return;
    const before = this.#position;
    const isForward = before === undefined || compareFeedPositions(before, position) < 0;
    this.#position = isForward ? position : before;
    this.#options.listener(events, this.#position.at);
  }
}

const earlierOf = (a: FeedPosition, b: FeedPosition): FeedPosition =>
  compareFeedPositions(a, b) < 0 ? a : b;

function lastOf(page: readonly FeedEvent[]): FeedPosition {
  const last = page.at(-1);
  return last === undefined ? startOfTime(0) : toFeedPosition(last);
}
