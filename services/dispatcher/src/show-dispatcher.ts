import type { Duty } from '@ag06/duty';
import { type ArchiveFacts, scoreFleet } from '@ag06/health';
import type { MetricBook } from '@ag06/telemetry';
import type { FeedHub } from './feed/feed-hub.ts';
import type { ArchiveSize } from './health/archive-look.ts';
import type { HealthWatch } from './health/health-watch.ts';
import type { StreamHub } from './streams/stream-hub.ts';

const BREAKER_STATES = { closed: 0, 'half-open': 1, open: 2, off: 3 } as const;

interface ShownDispatcher {
  readonly duties: readonly Duty[];
  readonly feed: Pick<FeedHub, 'readers'>;
  readonly streams: Pick<StreamHub, 'readers'>;
  readonly health: Pick<HealthWatch, 'readFacts' | 'readArchiveSize'>;
}

/** Adds what this dispatcher does and has seen to every scrape, from memory. Returns a function that ends it. */
export function showDispatcher(
  book: MetricBook,
  { duties, feed, streams, health }: ShownDispatcher,
): () => void {
  const groups = () => health.readFacts().store.streams?.groups ?? [];
  const memory = () => {
    const known = health.readFacts().store.memory;
    return known === undefined ? [] : [known];
  };
  const stops = [
    book.streamReaders.read(() => [[streams.readers]]),
    book.streamGroupLag.read(() => groups().map((one) => [one.lag, one.stream, one.group])),
    book.streamGroupOldest.read(() => groups().map((one) => [one.oldestMs / 1000, one.stream, one.group])),
    book.streamGroupDead.read(() => groups().map((one) => [one.deadLetters, one.stream, one.group])),
    book.storeUsed.read(() => memory().map(({ usedBytes }) => [usedBytes])),
    book.storeCeiling.read(() => memory().map(({ maxBytes }) => [maxBytes])),
    ...showArchive(book, health),
    book.feedReaders.read(() => [[feed.readers]]),
    book.dutyAge.read(() => {
      const now = performance.now();
      return duties
        .filter(({ succeededAt }) => Number.isFinite(succeededAt))
        .map(({ name, succeededAt }) => [(now - succeededAt) / 1000, name]);
    }),
    book.healthScore.read(() => {
      const { score, components } = scoreFleet(health.readFacts());
      return [{ component: 'fleet', score }, ...components].map((one) => [one.score / 100, one.component]);
    }),
    book.breakerState.read(() =>
      health.readFacts().breakers.breakers.map(({ name, state }) => [BREAKER_STATES[state], name]),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Nothing without an archive. */
function showArchive(book: MetricBook, health: ShownDispatcher['health']): readonly (() => void)[] {
  const ofFacts = (value: (facts: ArchiveFacts) => number) => (): readonly [number][] => {
    const facts = health.readFacts().archive;
    return facts.setting === 'on' ? [[value(facts)]] : [];
  };
  const ofSize = (value: (size: ArchiveSize) => number) => (): readonly [number][] => {
    const size = health.readArchiveSize();
    return size === undefined ? [] : [[value(size)]];
  };
  return [
    book.archiveSegments.read(ofSize(({ segments }) => segments)),
    book.archiveRuns.read(ofSize(({ runs }) => runs)),
    book.archiveBytes.read(ofSize(({ bytes }) => bytes)),
    book.archiveFailing.read(ofFacts(({ failure }) => (failure?.forMs ?? 0) / 1000)),
    book.archiveBacklog.read(ofFacts(({ backlog }) => backlog.runs)),
    book.archiveBacklogAge.read(ofFacts(({ backlog }) => backlog.oldestMs / 1000)),
    book.archiveUnreadable.read(ofFacts(({ unreadable }) => unreadable.runs)),
    book.archiveDamaged.read(ofFacts(({ damaged }) => damaged.segments)),
  ];
}
