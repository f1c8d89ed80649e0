import type { Dashboard, Row } from './dashboard.ts';
import { PROCESSES } from './process-row.ts';
import { heat, highest, perSecond, quantile, ratio, selector, total } from './promql.ts';
import { TUNING } from './tuning-row.ts';

const AGENT = 'agent=~"$agent"';

const attempts: Row = {
  title: 'Attempts',
  panels: [
    {
      kind: 'timeseries',
      title: 'Attempts',
      description: 'Attempts that ended in a second, by what came of them.',
      unit: 'ops',
      width: 8,
      stacked: true,
      targets: [{ expr: perSecond('attempts', ['outcome'], AGENT), legend: '{{outcome}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Attempts by agent',
      description: 'Attempts that ended in a second, and those after which another was scheduled.',
      unit: 'ops',
      width: 8,
      targets: [
        { expr: perSecond('attempts', ['agent'], AGENT), legend: '{{agent}}' },
        {
          expr: `${perSecond('retries', ['agent'], AGENT)} or vector(0)`,
          legend: '{{agent}} to be tried again',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Attempts that did not succeed',
      description: 'Share of the attempts of each agent.',
      unit: 'percentunit',
      width: 8,
      thresholds: [0.05, 0.2],
      targets: [
        {
          expr: ratio(
            perSecond('attempts', ['agent'], `${AGENT},outcome!="ok"`),
            perSecond('attempts', ['agent'], AGENT),
          ),
          legend: '{{agent}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Time in handlers',
      description: 'Of each agent, p50 and p99.',
      unit: 's',
      width: 12,
      targets: [0.5, 0.99].map((share) => ({
        expr: quantile(share, 'stepDuration', ['agent'], AGENT),
        legend: `{{agent}} p${share * 100}`,
      })),
    },
    {
      kind: 'heatmap',
      title: 'Time in handlers, all of them',
      description: 'How many attempts took how long.',
      unit: 's',
      width: 12,
      targets: [{ expr: heat('stepDuration', AGENT), legend: '{{le}}' }],
    },
  ],
};

const slots: Row = {
  title: 'Slots',
  panels: [
    {
      kind: 'timeseries',
      title: 'Slots taken',
      description:
        'Of what the workers have for each agent. At 1 with a queue: more workers, or more concurrency.',
      unit: 'percentunit',
      width: 8,
      thresholds: [0.8, 1],
      targets: [
        {
          expr: `${total('slotsInUse', ['agent'], AGENT)} / (${total('slotsLimit', ['agent'], AGENT)} > 0)`,
          legend: '{{agent}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Wait for a slot',
      description:
        'Steps that a worker holds and has no slot for, and slots that it leaves unused by itself.',
      unit: 'short',
      width: 8,
      targets: [
        { expr: total('slotsWaiting', ['agent'], AGENT), legend: '{{agent}}' },
        {
          expr: total('slotsHeldBack', ['agent', 'reason'], AGENT),
          legend: '{{agent}} held back: {{reason}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Begun without the queue',
      description:
        'Share of the steps that came by eager continuation, and deliveries that were lost with their worker.',
      unit: 'percentunit',
      width: 8,
      targets: [
        { expr: ratio(perSecond('eagerSteps'), perSecond('attempts')), legend: 'eager' },
        {
          expr: `${perSecond('deliveriesLost', ['agent'], AGENT)} or vector(0)`,
          legend: '{{agent}} lost, in a second',
        },
      ],
    },
  ],
};

const tuning: Row = {
  title: 'What the optimizer knows and does',
  panels: [
    {
      kind: 'stat',
      title: 'Optimizers that lead',
      description: 'One, or nobody tunes; its death is noticed by the others.',
      unit: 'short',
      width: 4,
      targets: [{ expr: `sum (${selector('leader')})`, legend: 'lead' }],
    },
    {
      kind: 'timeseries',
      title: 'Tuning in force',
      description: 'Its version: each step is a change of settings. And the samples read in a second.',
      unit: 'short',
      width: 5,
      targets: [
        { expr: highest('tuningVersion'), legend: 'version' },
        { expr: perSecond('samplesRead'), legend: 'samples' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Success of the whole fleet',
      description: 'Share of the recent attempts of each agent, from the samples of all workers.',
      unit: 'percentunit',
      width: 5,
      targets: [{ expr: highest('agentSuccess', ['agent'], AGENT), legend: '{{agent}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Mean duration',
      description: 'Of the recent attempts of each agent in the whole fleet.',
      unit: 's',
      width: 5,
      targets: [{ expr: highest('agentDuration', ['agent'], AGENT), legend: '{{agent}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Attempts in a second',
      description: 'Of each agent in the whole fleet, as sampled and as counted.',
      unit: 'ops',
      width: 5,
      targets: [
        { expr: highest('agentThroughput', ['agent'], AGENT), legend: '{{agent}}' },
        { expr: perSecond('agentAttempts', ['agent'], AGENT), legend: '{{agent}} counted' },
      ],
    },
  ],
};

/** The load of the workers, and their room for more. */
export const workersDashboard: Dashboard = {
  name: 'workers',
  title: 'Workers',
  description: 'What the workers do, how well their agents do it, and whether there is room for more.',
  variables: [{ kind: 'label', name: 'agent', metric: 'agentWorkers', label: 'agent' }],
  rows: [attempts, slots, tuning, TUNING, PROCESSES],
};
