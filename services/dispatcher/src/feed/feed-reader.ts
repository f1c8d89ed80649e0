import { compareFeedPositions, type FeedEvent, type FeedPosition, startOfTime } from '@ag06/store';
import type { FeedHub, Following } from './feed-hub.ts';
import { toFeedId } from './feed-id.ts';
import { type FeedLine, toFeedLine } from './feed-line.ts';
import type { LineReader } from './line-reader.ts';
import { waitForChange } from './wait-for-change.ts';

const PAGE = 500;

/**
 * One reader's way through the feed. It reads past events from the store until it reaches the lines that the hub keeps,
 * then continues with those, and returns to the store if it was so slow that they are gone. It only stores its place.
 */
export class FeedReader implements LineReader<FeedLine> {
  readonly #hub: FeedHub;
  readonly #following: Following;
  readonly #group: number;
  #position: FeedPosition;
  /** The number of its next line in the hub, once it has reached them. */
  #next: number | undefined;
  #past: { readonly pages: AsyncIterator<readonly FeedEvent[]>; readonly until: number } | undefined;

  constructor(hub: FeedHub, following: Following, after: FeedPosition | undefined) {
    this.#hub = hub;
    this.#group = hub.chooseGroup();
    this.#following = following;
    this.#position = after ?? startOfTime(following.settledAt);
    if (after === undefined) this.#next = following.lines.end;
  }

  /** The place after the last line that was read. */
  get position(): FeedPosition {
    return this.#position;
  }

  get id(): string {
    return toFeedId(this.#position);
  }

  /** Returns the next lines; none if no line comes within `withinMs` or the signal aborts. */
  async read(withinMs: number, signal: AbortSignal): Promise<readonly FeedLine[]> {
    const until = performance.now() + withinMs;
    while (!signal.aborted) {
      const changed = this.#hub.changed(this.#group);
      const isAhead = this.#isAhead();
      const lines = isAhead ? [] : (this.#readRecent() ?? (await this.#readPast()));
      if (lines.length > 0) return lines;
      const leftMs = until - performance.now();
      if (leftMs <= 0) break;
      if (isAhead || this.#next !== undefined) await waitForChange(changed, leftMs, signal);
    }
    return [];
  }

  /** The reader comes from a dispatcher that is ahead of this one, so its next events are still to come here. */
  #isAhead(): boolean {
    if (this.#next !== undefined || this.#past !== undefined) return false;
    return this.#following.settledAt <= this.#position.at;
  }

  /** Returns undefined if the hub does not have the next line, or not yet. */
  #readRecent(): readonly FeedLine[] | undefined {
    const { lines, settledAt } = this.#following;
    this.#next ??= this.#past === undefined ? lines.find(this.#position) : undefined;
    if (this.#next === undefined) return undefined;
    const page = lines.slice(this.#next, PAGE);
    if (page === undefined) {
      this.#next = undefined;
      return undefined;
    }
    this.#next += page.length;
    this.#advance(page.at(-1)?.position ?? startOfTime(settledAt));
    return page;
  }

  async #readPast(): Promise<readonly FeedLine[]> {
    this.#past ??= this.#openPast();
    const { pages, until } = this.#past;
    const page = await pages.next();
    if (!page.done) {
      const lines = page.value.map((event) => toFeedLine(event));
      this.#advance(lines.at(-1)?.position ?? this.#position);
      return lines;
    }
    this.#past = undefined;
    this.#advance(startOfTime(until));
    return [];
  }

  #openPast() {
    const until = this.#following.settledAt;
    return { pages: this.#hub.readPast(this.#position, until)[Symbol.asyncIterator](), until };
  }

  #advance(position: FeedPosition): void {
    if (compareFeedPositions(this.#position, position) < 0) this.#position = position;
  }
}
