import type { EventPage } from '@ag06/store';
import { FeedOver } from '../feed/feed-over.ts';
import type { LineReader } from '../feed/line-reader.ts';
import { waitForChange } from '../feed/wait-for-change.ts';
import { type StreamPlace, toStreamFeedId } from './stream-feed-id.ts';
import type { WatchedStream } from './stream-hub.ts';
import { type StreamLine, toStreamLine } from './stream-line.ts';

/** The lines of a page, for all of its readers. */
const rendered = new WeakMap<EventPage, readonly StreamLine[]>();

/** One reader's way through a stream. It only stores its place. */
export class StreamReader implements LineReader<StreamLine> {
  readonly #watched: Pick<WatchedStream, 'read' | 'changed'>;
  #place: StreamPlace;

  constructor(watched: Pick<WatchedStream, 'read' | 'changed'>, place: StreamPlace) {
    this.#watched = watched;
    this.#place = place;
  }

  get id(): string {
    return toStreamFeedId(this.#place);
  }

  /** Throws `FeedOver` if the stream was deleted. */
  async read(withinMs: number, signal: AbortSignal): Promise<readonly StreamLine[]> {
    const until = performance.now() + withinMs;
    while (!signal.aborted) {
      const changed = this.#watched.changed();
      const { position, incarnation } = this.#place;
      const page = await this.#watched.read(position, incarnation);
      const lines = this.#take(page);
      if (lines.length > 0) return lines;
      const leftMs = until - performance.now();
      if (leftMs <= 0) break;
      if (page.result === 'page' && page.hasMore) continue;
      await waitForChange(changed, leftMs, signal);
    }
    return [];
  }

  #take(page: EventPage): readonly StreamLine[] {
    if (page.result !== 'page') throw new FeedOver();
    const { incarnation, events, upto } = page;
    this.#place = { position: Math.max(this.#place.position, upto), incarnation };
    const lines = rendered.get(page) ?? events.map((event) => toStreamLine(event, incarnation));
    rendered.set(page, lines);
    return lines;
  }
}
