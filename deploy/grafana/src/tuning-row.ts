import type { Row } from './dashboard.ts';
import { highest, inRange, selector } from './promql.ts';

const AGENT = 'agent=~"$agent"';

/** What the leading optimizer decides about agents. */
export const TUNING: Row = {
  title: 'What the optimizer decides',
  panels: [
    {
      kind: 'timeseries',
      title: 'Settings',
      description: 'What the optimizer would have in force, in the unit of each setting; 0 is off.',
      unit: 'short',
      width: 8,
      targets: [
        { expr: highest('tuningSetting', ['agent', 'setting'], AGENT), legend: '{{agent}} {{setting}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Value',
      description: 'By the objective of each agent, measured over a minute, and as it was predicted.',
      unit: 'short',
      width: 8,
      targets: [{ expr: highest('tuningValue', ['agent', 'kind'], AGENT), legend: '{{agent}} {{kind}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Credit for trials',
      description: 'Seconds of what the static settings bring. Near 0 nothing is tried.',
      unit: 's',
      width: 8,
      targets: [{ expr: highest('tuningCredit', ['agent'], AGENT), legend: '{{agent}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Tried on some workers, and taken back',
      description:
        'How many workers try other settings than the rest, and settings that were taken back in the time that is shown.',
      unit: 'short',
      width: 24,
      targets: [
        { expr: highest('tuningCanaries', ['agent'], AGENT), legend: '{{agent}} workers' },
        {
          expr: inRange('tuningRollbacks', ['agent', 'setting'], AGENT),
          legend: '{{agent}} {{setting}} taken back',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Decisions',
      description: 'How many in the time that is shown, by setting, reason and mode.',
      unit: 'short',
      width: 12,
      targets: [
        {
          expr: inRange('tuningDecisions', ['agent', 'setting', 'reason', 'mode'], AGENT),
          legend: '{{agent}} {{setting}} {{reason}} {{mode}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Frozen, and modes',
      description: '1: nothing about the agent is changed, or this is its mode.',
      unit: 'short',
      width: 12,
      targets: [
        { expr: highest('tuningFrozen', ['agent'], AGENT), legend: '{{agent}} frozen' },
        { expr: selector('tuningMode', AGENT), legend: '{{agent}} {{mode}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Experiments: difference of B to A',
      description:
        'With its interval, which holds the truth at all looks together: it is decided when 0 lies outside.',
      unit: 'short',
      width: 12,
      targets: [
        { expr: highest('experimentDifference', ['agent', 'bound'], AGENT), legend: '{{agent}} {{bound}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Experiments that run',
      description: '1: both arms are in force; 0: paused. And the observations so far, of 120 at most.',
      unit: 'short',
      width: 12,
      targets: [
        {
          expr: highest('experimentRunning', ['agent', 'assignment'], AGENT),
          legend: '{{agent}} by {{assignment}}',
        },
        { expr: highest('experimentObservations', ['agent'], AGENT), legend: '{{agent}} observations' },
      ],
    },
  ],
};
