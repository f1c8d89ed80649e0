import { compareFeedPositions, FEED_PAGE, type FeedPosition } from '@ag06/store';
import type { FeedLine } from './feed-line.ts';

export interface RecentLinesLimits {
  readonly lines: number;
  readonly chars: number;
}

/** The latest lines of the feed, numbered. The oldest are dropped when there are too many. */
export class RecentLines {
  readonly #limits: RecentLinesLimits;
  #lines: FeedLine[] = [];
  #chars = 0;
  /** The number of the first line. */
  #first = 0;
  /** Every line after this place is kept. */
  #start: FeedPosition;

  constructor(start: FeedPosition, limits: RecentLinesLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** The number of the next line to come. */
  get end(): number {
    return this.#first + this.#lines.length;
  }

  add(line: FeedLine): void {
    this.#lines.push(line);
    this.#chars += line.text.length;
    const { lines, chars } = this.#limits;
    if (this.#lines.length > lines || this.#chars > chars) this.#forget();
  }

  /** Returns the number of the first line after a place; undefined if lines after it were dropped. */
  find(position: FeedPosition): number | undefined {
    if (compareFeedPositions(position, this.#start) < 0) return undefined;
    let [low, high] = [0, this.#lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const line = this.#lines[middle];
      if (line !== undefined && compareFeedPositions(line.position, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return this.#first + low;
  }

  /** Returns at most `count` lines from this number on; undefined if that line was dropped. */
  slice(from: number, count: number): readonly FeedLine[] | undefined {
    if (from < this.#first) return undefined;
    const start = from - this.#first;
    let end = start;
    for (let chars = 0; end < start + count && chars < FEED_PAGE.chars; end++) {
      const line = this.#lines[end];
      if (line === undefined) break;
      chars += line.text.length;
    }
    return this.#lines.slice(start, end);
  }

  /** Drops half of them, so that it happens seldom. */
  #forget(): void {
    const gone = this.#lines.splice(0, Math.ceil(this.#lines.length / 2));
    for (const line of gone) this.#chars -= line.text.length;
    this.#first += gone.length;
    this.#start = gone.at(-1)?.position ?? this.#start;
  }
}
