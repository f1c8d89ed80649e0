import { type ReasonRule, YES } from './reason-rule.ts';

/** The thresholds of the store, and of its streams. */
export const STORE_RULES = {
  STORE_SILENT: {
    component: 'store',
    measure: 'ms since it answered',
    from: 2_500,
    to: 6_000,
    points: 100,
    remedy: 'Check that the server of AG06_BROKER_URL runs and can be reached (`ag06 doctor`).',
  },
  STORE_FAILING: {
    component: 'store',
    measure: 'share of small writes that failed',
    from: 0.1,
    to: 0.5,
    points: 80,
    remedy: 'Read the dispatcher’s log for the error, then the server’s.',
  },
  STORE_FULL: {
    component: 'store',
    measure: 'whether a write was refused for want of memory',
    ...YES,
    points: 100,
    remedy: 'Raise the server’s maxmemory, or shorten AG06_RETENTION so that old runs are deleted.',
  },
  STORE_MEMORY_HIGH: {
    component: 'store',
    measure: 'share of AG06_STORE_MEMORY, or of maxmemory, in use',
    from: 0.8,
    to: 1,
    points: 50,
    remedy:
      'Finished runs leave it faster. Raise AG06_STORE_MEMORY or the server’s maxmemory, set AG06_ARCHIVE_URL, or shorten AG06_RETENTION.',
  },
  STORE_NEARLY_FULL: {
    component: 'store',
    measure: 'share of AG06_STORE_MEMORY, or of maxmemory, in use',
    from: 0.95,
    to: 0.95,
    points: 50,
    remedy:
      'They are taken again below that. Raise AG06_STORE_MEMORY or the server’s maxmemory; look at what fills it: `ag06 runs list` (open runs never leave it), streams, and whether the archive can be written (`ag06 doctor`).',
  },
  STORE_EVICTS: {
    component: 'store',
    measure: 'whether the server may evict keys',
    ...YES,
    points: 60,
    remedy: 'Set `maxmemory-policy noeviction`: runs would be lost when memory is full.',
  },
  STORE_NOT_SAVED: {
    component: 'store',
    measure: 'whether the last write to its files failed',
    ...YES,
    points: 60,
    remedy:
      'Free space on the server’s disk and check its log: what is acknowledged may not outlive a crash.',
  },
  STORE_SLOW: {
    component: 'store',
    measure: 'ms of a small write, p99',
    from: 200,
    to: 2_000,
    points: 40,
    remedy: 'Look for slow commands, a busy neighbour or a slow disk on the server.',
  },
  STORE_CLOCK_AHEAD: {
    component: 'store',
    measure: 'whether its clock is ahead, so that nothing is deleted by its age',
    ...YES,
    points: 25,
    remedy:
      'Nothing is deleted or archived by its age meanwhile. Set the clocks of the server and of the dispatchers, with NTP or chrony; it goes on by itself.',
  },
  STORE_RESULTS_WAIT: {
    component: 'store',
    measure: 'share of the fallback of a worker that is full of results which the store has not taken',
    from: 0.001,
    to: 1,
    points: 40,
    remedy:
      'They are written in order once it answers; a worker whose fallback is full takes no more work. Look whether a part of the store is away, or slow; AG06_FALLBACK_MAX is the room for them.',
  },
  STREAM_APPEND_SLOW: {
    component: 'store',
    measure: 'ms of an append to a stream, p99',
    from: 500,
    to: 5_000,
    points: 20,
    remedy:
      'Look for slow commands, a busy neighbour or a slow disk on the server; append in smaller batches.',
  },
  STREAM_GROUP_LATE: {
    component: 'store',
    measure: 'ms for which the oldest event waits that a group of consumers has not settled',
    from: 15 * 60_000,
    to: 24 * 3_600_000,
    points: 9,
    remedy:
      'Start its consumers, or more of them (`ag06 streams groups STREAM`); delete a group that nobody needs.',
  },
} as const satisfies Readonly<Record<string, ReasonRule>>;
