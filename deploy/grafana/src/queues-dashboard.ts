import type { Dashboard } from './dashboard.ts';
import { highest, perSecond, quantile } from './promql.ts';

const QUEUE = 'queue=~"$queue"';
const LEGEND = '{{queue}}';

/** Where does work wait, and for what? */
export const queuesDashboard: Dashboard = {
  name: 'queues',
  title: 'Queues',
  description: 'Where work waits, for how long, and for what.',
  variables: [{ kind: 'label', name: 'queue', metric: 'queueDepth', label: 'queue' }],
  rows: [
    {
      title: 'Waiting',
      panels: [
        {
          kind: 'timeseries',
          title: 'Waiting',
          description: 'Activations that wait for a worker. The number to scale on is the age beside it.',
          unit: 'short',
          width: 8,
          targets: [{ expr: highest('queueDepth', ['queue'], `${QUEUE},state="waiting"`), legend: LEGEND }],
        },
        {
          kind: 'timeseries',
          title: 'Age of the oldest',
          description:
            'How long the activation has waited that waits longest. Rises steadily: too few workers.',
          unit: 's',
          width: 8,
          thresholds: [60, 300],
          targets: [{ expr: highest('oldestReady', ['queue'], QUEUE), legend: LEGEND }],
        },
        {
          kind: 'timeseries',
          title: 'In the hands of workers, and delayed',
          description: 'Active: being worked on. Delayed: waits for its time (a retry, a delay).',
          unit: 'short',
          width: 8,
          targets: [
            { expr: highest('queueDepth', ['queue'], `${QUEUE},state="active"`), legend: `${LEGEND} active` },
            {
              expr: highest('queueDepth', ['queue'], `${QUEUE},state="delayed"`),
              legend: `${LEGEND} delayed`,
            },
          ],
        },
        {
          kind: 'timeseries',
          title: 'Wait before a claim',
          description:
            'From the moment that a step was due until a worker claimed it, by agent. Eager steps do not wait.',
          unit: 's',
          width: 8,
          targets: [0.5, 0.95, 0.99].map((share) => ({
            expr: quantile(share, 'queueWait', ['agent']),
            legend: `{{agent}} p${share * 100}`,
          })),
        },
        {
          kind: 'timeseries',
          title: 'Workers that serve each agent',
          description: 'An agent with a queue and no worker stands still. Wanted: what GET /v1/scale says.',
          unit: 'short',
          width: 8,
          targets: [
            { expr: highest('agentWorkers', ['agent']), legend: '{{agent}}' },
            { expr: highest('scaleWanted', ['agent']), legend: '{{agent}} wanted' },
          ],
        },
        {
          kind: 'timeseries',
          title: 'Taken from the queue, and what comes',
          description:
            'Deliveries in a second; and attempts that become due, also those that do not pass through a queue.',
          unit: 'ops',
          width: 8,
          targets: [
            { expr: perSecond('deliveries', ['agent']), legend: '{{agent}}' },
            { expr: highest('agentArrivals', ['agent']), legend: '{{agent}} come' },
          ],
        },
      ],
    },
    {
      title: 'Held back',
      panels: [
        {
          kind: 'timeseries',
          title: 'Blocked steps',
          description: 'Steps that no worker may start yet: a breaker is open, or a limit is reached.',
          unit: 'short',
          width: 8,
          targets: [{ expr: `${highest('blockedSteps', ['reason'])} or vector(0)`, legend: '{{reason}}' }],
        },
        {
          kind: 'timeseries',
          title: 'Breakers',
          description:
            '0 closed, 1 half-open, 2 open: the dependency failed too often and is left alone for a while.',
          unit: 'short',
          width: 8,
          thresholds: [1, 2],
          targets: [
            { expr: `${highest('breakerState', ['dependency'])} or vector(0)`, legend: '{{dependency}}' },
          ],
        },
        {
          kind: 'timeseries',
          title: 'Refused by breakers, and their changes',
          description: 'Steps in a second that were not started, and how often breakers changed.',
          unit: 'ops',
          width: 8,
          targets: [
            {
              expr: `${perSecond('breakerRefusals', ['dependency'])} or vector(0)`,
              legend: '{{dependency}} refused',
            },
            {
              expr: `${perSecond('breakerTransitions', ['dependency', 'to'])} or vector(0)`,
              legend: '{{dependency}} to {{to}}',
            },
          ],
        },
        {
          kind: 'timeseries',
          title: 'Claims',
          description:
            'What came of claims. Many that are stale or alone: work is delivered twice, or to late workers.',
          unit: 'ops',
          width: 12,
          stacked: true,
          targets: [{ expr: perSecond('claims', ['result']), legend: '{{result}}' }],
        },
        {
          kind: 'timeseries',
          title: 'Set aside',
          description: 'Dead letters in a second, by the code of the reason.',
          unit: 'ops',
          width: 12,
          targets: [{ expr: `${perSecond('deadLetters', ['reason'])} or vector(0)`, legend: '{{reason}}' }],
        },
      ],
    },
  ],
};
