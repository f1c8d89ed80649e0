import { ARCHIVE } from './archive-row.ts';
import type { Dashboard, Row } from './dashboard.ts';
import { MESSAGES } from './messages-row.ts';
import { PROCESSES } from './process-row.ts';
import { highest, inRange, lowest, perSecond, quantile, ratio, selector, total } from './promql.ts';
import { STREAMS } from './streams-row.ts';

const FAILED = 'status=~"failed|timed_out"';

const wellness: Row = {
  title: 'Is it well?',
  panels: [
    {
      kind: 'bargauge',
      title: 'Health',
      description: 'The score of each component, 1 is well; GET /health says the reasons.',
      unit: 'percentunit',
      width: 6,
      thresholds: [0.9, 0.5],
      targets: [{ expr: lowest('healthScore', ['component']), legend: '{{component}}' }],
    },
    {
      kind: 'stat',
      title: 'Live workers',
      description: 'Workers that were seen within 15 s.',
      unit: 'short',
      width: 3,
      targets: [{ expr: highest('liveWorkers'), legend: 'workers' }],
    },
    {
      kind: 'stat',
      title: 'Longest wait for a worker',
      description:
        'Age of the oldest activation that waits on any queue. Rises: add workers, or see why they are slow.',
      unit: 's',
      width: 4,
      thresholds: [60, 300],
      targets: [{ expr: highest('oldestReady'), legend: 'oldest' }],
    },
    {
      kind: 'stat',
      title: 'Runs that failed',
      description: 'Share of the runs that ended in the time shown and did not complete or were cancelled.',
      unit: 'percentunit',
      width: 3,
      thresholds: [0.01, 0.05],
      targets: [
        {
          expr: ratio(`(${inRange('runsEnded', [], FAILED)} or vector(0))`, inRange('runsEnded')),
          legend: 'failed',
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Dead letters',
      description: 'Deliveries set aside in the time shown; `ag06 dead-letters` lists them.',
      unit: 'short',
      width: 4,
      thresholds: [1, 10],
      targets: [{ expr: `${inRange('deadLetters')} or vector(0)`, legend: 'set aside' }],
    },
    {
      kind: 'stat',
      title: 'Age of the facts',
      description: 'How old the gauges of the fleet are. Stands still while the store is away.',
      unit: 's',
      width: 4,
      thresholds: [15, 60],
      targets: [{ expr: lowest('factsAge'), legend: 'age' }],
    },
  ],
};

const runs: Row = {
  title: 'Runs',
  panels: [
    {
      kind: 'timeseries',
      title: 'Accepted and ended',
      description: 'Runs in a second. Accepted above ended for long: the fleet falls behind.',
      unit: 'reqps',
      width: 8,
      targets: [
        { expr: perSecond('runsAccepted'), legend: 'accepted' },
        { expr: perSecond('runsEnded', ['status']), legend: '{{status}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'From submission to end',
      description: 'Duration of runs, waits for people and timers included.',
      unit: 's',
      width: 8,
      targets: [0.5, 0.95, 0.99].map((share) => ({
        expr: quantile(share, 'runDuration'),
        legend: `p${share * 100}`,
      })),
    },
    {
      kind: 'timeseries',
      title: 'Ended by workflow',
      description: 'Runs in a second that ended, however they ended.',
      unit: 'reqps',
      width: 8,
      targets: [{ expr: perSecond('runsEnded', ['workflow']), legend: '{{workflow}}' }],
    },
  ],
};

const api: Row = {
  title: 'API',
  panels: [
    {
      kind: 'timeseries',
      title: 'Requests',
      description: 'Requests in a second by status. 503: the store is away. 429: a limit.',
      unit: 'reqps',
      width: 8,
      stacked: true,
      targets: [
        {
          expr: 'sum by (http_response_status_code) (rate(http_server_request_duration_count[$__rate_interval]))',
          legend: '{{http_response_status_code}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Time to answer, p99',
      description:
        'By route. Waits for results and the feed last as long as they are open, and are left out.',
      unit: 's',
      width: 8,
      targets: [
        {
          expr: quantile(
            0.99,
            'httpDuration',
            ['http_route'],
            'http_route!~".*(/result|/feed|/read|[?]wait)"',
          ),
          legend: '{{http_route}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Open requests and readers of the feed',
      description: 'Each waits on one dispatcher; a dispatcher that goes sends them to the others.',
      unit: 'short',
      width: 8,
      targets: [
        {
          expr: `sum by (http_request_method) (${selector('httpActive')})`,
          legend: '{{http_request_method}}',
        },
        { expr: `sum (${selector('feedReaders')})`, legend: 'feed' },
      ],
    },
  ],
};

const store: Row = {
  title: 'Store and queues',
  panels: [
    {
      kind: 'timeseries',
      title: 'Time until the store answered, p99',
      description:
        'By operation. One Redis is full when this rises with its CPU at 100 %: see docs/scaling.md.',
      unit: 's',
      width: 8,
      targets: [{ expr: quantile(0.99, 'storeDuration', ['operation']), legend: '{{operation}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Operations',
      description: 'What is asked of store and queues in a second.',
      unit: 'ops',
      width: 8,
      targets: [
        { expr: 'sum (rate(ag06_store_duration_seconds_count[$__rate_interval]))', legend: 'store' },
        { expr: 'sum (rate(ag06_broker_duration_seconds_count[$__rate_interval]))', legend: 'queues' },
        { expr: perSecond('commits', ['result']), legend: 'commits {{result}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Not answered',
      description:
        'STORE_FULL: give Redis memory, or shorten AG06_RETENTION. STORE_UNAVAILABLE: it is away. Broken records: the log names them.',
      unit: 'ops',
      width: 8,
      targets: [
        { expr: `${perSecond('storeErrors', ['code'])} or vector(0)`, legend: 'store {{code}}' },
        { expr: `${perSecond('brokerErrors', ['operation'])} or vector(0)`, legend: 'queues {{operation}}' },
        { expr: `${perSecond('repeats', ['operation'])} or vector(0)`, legend: 'asked again: {{operation}}' },
        { expr: `${perSecond('brokenRecords', [])} or vector(0)`, legend: 'broken records passed over' },
        { expr: `sum (1 - ${selector('storeUp')})`, legend: 'processes without a way to it' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'How full the store is',
      description:
        'Of AG06_STORE_MEMORY or the limit of the server. From 80 % on finished runs are archived early, from 95 % on bulk and low submissions are refused.',
      unit: 'percentunit',
      width: 8,
      targets: [
        { expr: ratio(highest('storeUsed'), lowest('storeCeiling')), legend: 'full' },
        {
          expr: `${perSecond('submissionsRefused', ['priority'])} or vector(0)`,
          legend: 'refused {{priority}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Finished results that wait',
      description:
        'In the memory of workers while the store is away: their number, bytes, and seconds of the oldest.',
      unit: 'short',
      width: 8,
      targets: [
        { expr: total('fallbackResults'), legend: 'results' },
        { expr: total('fallbackBytes'), legend: 'bytes' },
        { expr: highest('fallbackAge'), legend: 'seconds' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Duties of the dispatchers',
      description: 'Time since each duty succeeded last, in the dispatcher that is best off.',
      unit: 's',
      width: 8,
      targets: [{ expr: lowest('dutyAge', ['duty']), legend: '{{duty}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Time until the queues answered, p99',
      description: 'By operation of BullMQ.',
      unit: 's',
      width: 8,
      targets: [{ expr: quantile(0.99, 'brokerDuration', ['operation']), legend: '{{operation}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Measurements under `other`',
      description:
        'A label had more values than a metric keeps. Not 0: some figures above are lumped together.',
      unit: 'ops',
      width: 8,
      targets: [{ expr: `${perSecond('labelsFolded', ['metric'])} or vector(0)`, legend: '{{metric}}' }],
    },
  ],
};

/** Is it well, how much does it do, and where is it slow? */
export const fleetDashboard: Dashboard = {
  name: 'fleet',
  title: 'Fleet',
  description: 'Whether the fleet is well, how much it does, and where it is slow.',
  variables: [],
  rows: [wellness, runs, api, STREAMS, MESSAGES, store, ARCHIVE, PROCESSES],
};
