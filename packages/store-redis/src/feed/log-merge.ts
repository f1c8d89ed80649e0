import { FEED_PAGE, type FeedEvent } from '@ag06/store';
import { readLogs } from '../load-log-page.ts';
import type { RedisClient } from '../redis-client.ts';
import { toReply, toText } from '../reply-values.ts';
import { addLines, forget, type OpenLog, takeEvent } from './open-log.ts';
import { PositionHeap } from './position-heap.ts';

/** Logs read in one round trip, of which no more characters are read than a page has. */
const LOGS = 100;
/** So much is read ahead of all logs; beyond that it is forgotten, and read again in its turn. */
const AHEAD_MAX = 16 * 1024 * 1024;

/** Merges the events of many logs by their positions. Reads each log in pieces, when its turn comes. */
export class LogMerge {
  readonly #redis: RedisClient;
  readonly #aheadMax: number;
  /** The logs that have events left. */
  readonly #logs = new PositionHeap<OpenLog>();
  /** Characters that were read ahead. */
  #buffered = 0;

  /** @param aheadMax the characters that are read ahead of all logs */
  constructor(redis: RedisClient, aheadMax: number = AHEAD_MAX) {
    this.#redis = redis;
    this.#aheadMax = aheadMax;
  }

  /** Whether there are events that no page had yet. */
  get hasMore(): boolean {
    return this.#logs.peek() !== undefined;
  }

  /** Adds a log. One that it has may have new events. */
  add(log: OpenLog): void {
    log.isRead = false;
    if (!log.isOpen) this.#push(log);
  }

  /**
   * Returns the latest time of the events that come next in their logs and were read before `moment`, by `performance.now()`; 0 if
   * there is none.
   */
  findHeld(moment: number): number {
    let latest = 0;
    for (const { readAt = moment, position } of this.#logs.values())
      if (readAt < moment) latest = Math.max(latest, position.at);
    return latest;
  }

  /** Takes the events before the time `until`, page by page (`FEED_PAGE`). */
  async *takePages(until: number): AsyncGenerator<readonly FeedEvent[]> {
    let page: FeedEvent[] = [];
    let chars = 0;
    for (let log = this.#popBefore(until); log !== undefined; log = this.#popBefore(until)) {
      const taken = takeEvent(log);
      if (taken === undefined) {
        await this.#readOn(log, until);
        continue;
      }
      const { runId, meta } = log;
      const { event } = taken;
      this.#buffered -= taken.chars;
      if (meta !== undefined) page.push({ runId, meta, event });
      chars += taken.chars;
      this.#push(log);
      if (page.length < FEED_PAGE.events && chars < FEED_PAGE.chars) continue;
      yield page;
      page = [];
      chars = 0;
    }
    if (page.length > 0) yield page;
  }

  /** Returns the log whose event comes next. */
  #popBefore(until: number): OpenLog | undefined {
    const log = this.#logs.peek();
    if (log === undefined || log.position.at >= until) return undefined;
    this.#logs.pop();
    log.isOpen = false;
    return log;
  }

  #push(log: OpenLog): void {
    log.isOpen = log.buffer.length > 0 || !log.isRead;
    if (log.isOpen) this.#logs.push(log);
  }

  /** Reads the next piece of a log, and of the logs whose turn is next and that have to be read too. */
  async #readOn(log: OpenLog, until: number): Promise<void> {
    if (this.#buffered > this.#aheadMax) {
      for (const one of this.#logs.values()) forget(one);
      this.#buffered = 0;
    }
    const unread = [log];
    while (unread.length < LOGS && this.#logs.peek()?.buffer.length === 0) {
      const next = this.#popBefore(until);
      if (next === undefined) break;
      unread.push(next);
    }
    // On a Cluster all keys of a pipeline are in one slot.
    const byPartition = Map.groupBy(unread, ({ keys }) => keys.channels);
    await Promise.all([...byPartition.values()].map((logs) => this.#readPipeline(logs)));
    for (const one of unread) this.#push(one);
  }

  async #readPipeline(logs: readonly OpenLog[]): Promise<void> {
    const asked = logs.map(({ runId, keys, read, chunk }) => ({
      key: keys.log(runId),
      after: read,
      limit: chunk,
    }));
    const [pieces, metas] = await Promise.all([
      readLogs(this.#redis, asked, FEED_PAGE.chars),
      this.#loadMetas(logs.filter(({ meta }) => meta === undefined)),
    ]);
    for (const [i, log] of logs.entries()) {
      const piece = pieces[i];
      if (piece?.length !== undefined) this.#buffered += addLines(log, piece, metas.get(log) ?? null);
    }
  }

  async #loadMetas(logs: readonly OpenLog[]): Promise<ReadonlyMap<OpenLog, string | null>> {
    if (logs.length === 0) return new Map();
    const pipeline = this.#redis.pipeline();
    for (const { runId, keys } of logs) pipeline.hget(keys.run(runId), 'm');
    const replies = (await pipeline.exec()) ?? [];
    return new Map(logs.map((log, i) => [log, toText(toReply(replies[i] ?? NO_REPLY))]));
  }
}

const NO_REPLY = [null, null] as const;
