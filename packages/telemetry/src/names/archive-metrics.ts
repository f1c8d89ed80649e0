import { counter, gauge, histogram, LATENCY_BUCKETS } from './metric-definition.ts';

/** Metrics of the archive. Counters are of each dispatcher; gauges are of the fleet, as every dispatcher sees it. */
export const ARCHIVE_METRICS = {
  archiveSegments: gauge(
    'ag06.archive.segments',
    '{segment}',
    [],
    'Segments of runs in the archive; absent without one.',
  ),
  archiveRuns: gauge('ag06.archive.runs', '{run}', [], 'Runs in the archive.'),
  archiveBytes: gauge('ag06.archive.bytes', 'By', [], 'Size of these segments, compressed as they are.'),
  archiveFailing: gauge(
    'ag06.archive.failing.seconds',
    's',
    [],
    'For how long the archive cannot be read or written; 0 while it can.',
  ),
  archiveBacklog: gauge(
    'ag06.archive.backlog',
    '{run}',
    [],
    'Finished runs that should be in the archive by now, counted up to 1,000.',
  ),
  archiveBacklogAge: gauge(
    'ag06.archive.backlog.age.seconds',
    's',
    [],
    'For how long the oldest of them should have been there.',
  ),
  archiveUnreadable: gauge(
    'ag06.archive.unreadable',
    '{run}',
    [],
    'Finished runs that the store cannot read, so they are passed over and stay there; the log names them.',
  ),
  archiveDamaged: gauge(
    'ag06.archive.damaged',
    '{segment}',
    [],
    'Segments that are damaged or gone, as far as this dispatcher tried to read them.',
  ),
  archiveTaken: counter(
    'ag06.archive.taken',
    '{run}',
    [],
    'Runs that this dispatcher took into the archive, and out of the store.',
  ),
  archiveWritten: counter('ag06.archive.written.bytes', 'By', [], 'Bytes that this dispatcher wrote there.'),
  archiveErrors: counter(
    'ag06.archive.errors',
    '{error}',
    ['code'],
    'Reads and writes there that failed; each is tried again.',
  ),
  archiveReadDuration: histogram(
    'ag06.archive.read.duration.seconds',
    LATENCY_BUCKETS,
    [],
    'Time to read an object of the archive, or a part of it.',
  ),
} as const;
