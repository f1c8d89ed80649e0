import type { MetricBook } from '@ag06/telemetry';
import type { Duty } from './duties/duty.ts';
import type { FeedHub } from './feed/feed-hub.ts';

/** Shows what this dispatcher is doing at every scrape, until the answer is called. */
export function showDispatcher(book: MetricBook, duties: readonly Duty[], feed: FeedHub): () => void {
  const stops = [
    book.feedReaders.read(() => [[feed.readers]]),
    book.dutyAge.read(() => {
      const now = performance.now();
      return duties
        .filter(({ succeededAt }) => Number.isFinite(succeededAt))
        .map(({ name, succeededAt }) => [(now - succeededAt) / 1000, name]);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
