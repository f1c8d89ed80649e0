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
/** Readers that write in one turn of the event loop, which requests share with them: some 3 ms. */
export const READERS_A_TURN = 100;
/** After the last reader left, the feed is followed for this long, in case one comes back. */
const LINGER_MS = 30_000;
const LIMITS: RecentLinesLimits = { lines: 10_000, chars: 16 * 1024 * 1024 };

/** What has been told since the hub began to follow. */
export interface Following {
  readonly lines: RecentLines;
  /** Everything before this time is in the store, or among the lines. */
  settledAt: number;
}

export interface FeedHubOptions {
  readonly limits?: RecentLinesLimits;
  /** One more is refused. */
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
  /** Of each group of readers in which somebody waits. */
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

  /** Throws `Refusal` FEED_FULL. Who joined must leave. */
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

  /** The group in which one more reader waits. */
  chooseGroup(): number {
    return this.#joined++ % Math.ceil(this.#readersMax / READERS_A_TURN);
  }

  /** Resolves when something was told, for one group after the other. */
  changed(group: number): Promise<void> {
    const wait = this.#waits.get(group) ?? Promise.withResolvers<void>();
    this.#waits.set(group, wait);
    return wait.promise;
  }

  /** The past, as the store has it. */
  readPast(after: FeedPosition, until: number): AsyncIterable<readonly FeedEvent[]> {
    return this.#feed.readFeed(DEFAULT_TENANT, after, until);
  }

  stop(): void {
    clearTimeout(this.#linger);
    this.#stopping.abort();
    this.#unfollow();
  }

  /** With the store away it may never have begun. */
  #unfollow(): void {
    const following = this.#following;
    this.#following = undefined;
    following?.then(({ tail }) => tail.stop()).catch(() => {});
  }

  /** A group a turn of the event loop. What is told meanwhile makes another round. */
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
        // One that comes late is sent all the same; who saw it goes on behind everything that was sent.
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
