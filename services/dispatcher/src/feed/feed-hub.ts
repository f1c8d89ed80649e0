import { setImmediate as nextTurn } from 'node:timers/promises';
import { DEFAULT_TENANT, Refusal } from '@ag06/contracts';
import {
  compareFeedPositions,
  type FeedEvent,
  type FeedPosition,
  type FeedStore,
  type FeedTail,
  startOfTime,
  toFeedPosition,
} from '@ag06/store';
import { toFeedLine } from './feed-line.ts';
import { RecentLines, type RecentLinesLimits } from './recent-lines.ts';

const READERS_MAX = 2_000;
/** Readers that write in one turn of the event loop: about 3 ms, because requests share the loop. */
export const READERS_A_TURN = 100;
/** The feed is followed for this long after the last reader left, in case one comes back. */
const LINGER_MS = 30_000;
const LIMITS: RecentLinesLimits = { lines: 10_000, chars: 16 * 1024 * 1024 };

/** The lines since the hub began to follow. */
export interface Following {
  readonly lines: RecentLines;
  /** Every event before this time is in the store or among the lines. */
  settledAt: number;
}

interface FeedHubOptions {
  readonly limits?: RecentLinesLimits;
  /** The most readers; one more is refused. */
  readonly readersMax?: number;
}

/** Follows the feed once for all readers of this process, and only while there are any. */
export class FeedHub {
  readonly #feed: FeedStore;
  readonly #limits: RecentLinesLimits;
  readonly #readersMax: number;
  readonly #stopping = new AbortController();
  #readers = 0;
  #following: Promise<Following & { readonly tail: FeedTail }> | undefined;
  #linger: NodeJS.Timeout | undefined;
  /** One per group of readers in which somebody waits. */
  readonly #waits = new Map<number, PromiseWithResolvers<void>>();
  #joined = 0;
  #waking: 'no' | 'once' | 'again' = 'no';

  constructor(feed: FeedStore, { limits = LIMITS, readersMax = READERS_MAX }: FeedHubOptions = {}) {
    this.#feed = feed;
    this.#readersMax = readersMax;
    this.#limits = limits;
  }

  /** Aborted when the process drains. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  get readers(): number {
    return this.#readers;
  }

  /** Registers a reader, who must leave again. Throws `Refusal` FEED_FULL. */
  async join(): Promise<Following> {
    if (this.#readers >= this.#readersMax) {
      const message = `This dispatcher serves ${this.#readersMax} readers of the feed (AG06_FEED_READERS). Try again, or another one.`;
      throw new Refusal(503, 'FEED_FULL', message, { retryAfterMs: 5_000 });
    }
    this.#readers++;
    clearTimeout(this.#linger);
    this.#following ??= this.#follow();
    try {
      return await this.#following;
    } catch (error) {
      this.#following = undefined;
      this.leave();
      throw error;
    }
  }

  leave(): void {
    this.#readers--;
    if (this.#readers > 0) return;
    this.#linger = setTimeout(() => this.#unfollow(), LINGER_MS);
    this.#linger.unref();
  }

  /** Returns the group in which the next reader waits. */
  chooseGroup(): number {
    return this.#joined++ % Math.ceil(this.#readersMax / READERS_A_TURN);
  }

  /** Resolves when new lines have come, for one group after the other. */
  changed(group: number): Promise<void> {
    const wait = this.#waits.get(group) ?? Promise.withResolvers<void>();
    this.#waits.set(group, wait);
    return wait.promise;
  }

  /** Reads past events from the store. */
  readPast(after: FeedPosition, until: number): AsyncIterable<readonly FeedEvent[]> {
    return this.#feed.readFeed(DEFAULT_TENANT, after, until);
  }

  stop(): void {
    clearTimeout(this.#linger);
    this.#stopping.abort();
    this.#unfollow();
  }

  /** Following may never have begun if the store is away. */
  #unfollow(): void {
    const following = this.#following;
    this.#following = undefined;
    following?.then(({ tail }) => tail.stop()).catch(() => {});
  }

  /** Wakes one group per turn of the event loop. Lines that come meanwhile cause another round. */
  async #wake(): Promise<void> {
    if (this.#waking !== 'no') {
      this.#waking = 'again';
      return;
    }
    do {
      this.#waking = 'once';
      for (const [group, { resolve }] of [...this.#waits]) {
        this.#waits.delete(group);
        resolve();
        await nextTurn();
      }
    } while (this.#isTold());
    this.#waking = 'no';
  }

  #isTold(): boolean {
    return this.#waking === 'again';
  }

  async #follow() {
    const early: (readonly [readonly FeedEvent[], number])[] = [];
    let tell = (events: readonly FeedEvent[], settledAt: number) => void early.push([events, settledAt]);
    const tail = await this.#feed.tailFeed(DEFAULT_TENANT, (...told) => tell(...told));
    const lines = new RecentLines(startOfTime(tail.from), this.#limits);
    const following = { tail, lines, settledAt: tail.from };
    let last = startOfTime(tail.from);
    tell = (events, settledAt) => {
      for (const event of events) {
        const position = toFeedPosition(event);
        // A late event is sent too. Readers that have seen it skip it by its place.
        if (compareFeedPositions(position, last) > 0) last = position;
        lines.add(toFeedLine(event, last));
      }
      following.settledAt = settledAt;
      void this.#wake();
    };
    for (const told of early) tell(...told);
    return following;
  }
}
