import { counter, gauge, histogram, LATENCY_BUCKETS } from './metric-definition.ts';

/** Metrics of streams. Counters are of each process; gauges are of the fleet, as every dispatcher sees it. */
export const STREAM_METRICS = {
  streamAppended: counter(
    'ag06.stream.appended',
    '{event}',
    ['by'],
    'Events that this process appended to streams, duplicates left out. by: api, handler.',
  ),
  streamDuplicates: counter(
    'ag06.stream.duplicates',
    '{event}',
    ['by'],
    'Events that were appended again, and were there already. by: api, handler.',
  ),
  streamAppendDuration: histogram(
    'ag06.stream.append.duration.seconds',
    LATENCY_BUCKETS,
    ['by'],
    'Time until an append, of one event or a batch, was stored. by: api, handler.',
  ),
  streamReaders: gauge(
    'ag06.stream.readers',
    '{reader}',
    [],
    'Readers that follow streams, or wait for events of a group, on this dispatcher.',
  ),
  streamGroupLag: gauge(
    'ag06.stream.group.lag',
    '{event}',
    ['stream', 'group'],
    'Events that a group of consumers has not settled; of the 100 groups that lag most.',
  ),
  streamGroupOldest: gauge(
    'ag06.stream.group.oldest.seconds',
    's',
    ['stream', 'group'],
    'Age of the oldest event that a group of consumers has not settled; of the 100 groups that lag most.',
  ),
  streamGroupDead: gauge(
    'ag06.stream.group.dead_letters',
    '{event}',
    ['stream', 'group'],
    'Events that a group of consumers could not process; of the 100 groups that lag most.',
  ),
} as const;
