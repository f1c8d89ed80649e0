import { counter, gauge, histogram, LATENCY_BUCKETS } from './metric-definition.ts';

/** Metrics of every service about itself. */
export const SERVICE_METRICS = {
  buildInfo: gauge(
    'ag06.build.info',
    '1',
    ['service', 'version', 'runtime'],
    'Always 1: which service this is, its version, and the Node it runs on.',
  ),
  storeDuration: histogram(
    'ag06.store.duration.seconds',
    LATENCY_BUCKETS,
    ['operation'],
    'Time until the store answered: runs.claim, runs.commit, runs.submit, runs.loadRun, fleet.listWorkers, ….',
  ),
  storeErrors: counter(
    'ag06.store.errors',
    '{error}',
    ['operation', 'code'],
    'Operations that the store did not answer: STORE_UNAVAILABLE, STORE_FULL, or OTHER.',
  ),
  storeUp: gauge(
    'ag06.store.up',
    '1',
    [],
    '1 while the way to the store is open, as far as this process knows.',
  ),
  brokerDuration: histogram(
    'ag06.broker.duration.seconds',
    LATENCY_BUCKETS,
    ['operation'],
    'Time until the queues answered: enqueue, remove, locate, peek, countJobs, ….',
  ),
  brokerErrors: counter(
    'ag06.broker.errors',
    '{error}',
    ['operation'],
    'Operations that the queues did not answer.',
  ),
  repeats: counter(
    'ag06.repeats',
    '{try}',
    ['operation'],
    'Tries beyond the first of what is asked until the store or the queues answer: claim, commit, read, token, start, ….',
  ),
  fallbackResults: gauge(
    'ag06.fallback.results',
    '{result}',
    [],
    'Finished results that wait in this process, because the store is away.',
  ),
  fallbackBytes: gauge('ag06.fallback.bytes', 'By', [], 'About how much memory those take.'),
  fallbackAge: gauge('ag06.fallback.age.seconds', 's', [], 'For how long the oldest of them waits.'),
  brokenRecords: counter(
    'ag06.broken.records',
    '{record}',
    [],
    'Times that a list, the feed or a duty met a stored record that cannot be read, and passed over it.',
  ),
  labelsFolded: counter(
    'ag06.labels.folded',
    '{measurement}',
    ['metric'],
    'Measurements counted under `other`, because their label had too many values.',
  ),
  loopDelayP99: gauge(
    'nodejs.eventloop.delay.p99',
    's',
    [],
    'Delay of the event loop, 99th percentile since the last scrape.',
  ),
  loopDelayMax: gauge(
    'nodejs.eventloop.delay.max',
    's',
    [],
    'Longest delay of the event loop since the last scrape.',
  ),
  loopUtilization: gauge(
    'nodejs.eventloop.utilization',
    '1',
    [],
    'Share of the time since the last scrape in which the event loop was busy.',
  ),
  memoryUsage: gauge('process.memory.usage', 'By', [], 'Memory of the process (RSS).'),
  heapUsed: gauge('v8js.memory.heap.used', 'By', ['v8js.heap.space.name'], 'Heap in use, by space.'),
  heapLimit: gauge(
    'v8js.memory.heap.limit',
    'By',
    ['v8js.heap.space.name'],
    'Heap that a space has, in use or not.',
  ),
  cpuTime: counter('process.cpu.time', 's', ['cpu.mode'], 'CPU time of the process. cpu.mode: user, system.'),
  uptime: gauge('process.uptime', 's', [], 'Time since the process started.'),
} as const;
