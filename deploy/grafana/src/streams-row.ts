import type { Row } from './dashboard.ts';
import { highest, perSecond, quantile, selector } from './promql.ts';

/** Streams of events, and the groups of consumers that read them. */
export const STREAMS: Row = {
  title: 'Streams',
  panels: [
    {
      kind: 'timeseries',
      title: 'Appended',
      description: 'Events in a second that are new, and those that were there already. by: api, handler.',
      unit: 'ops',
      width: 8,
      targets: [
        { expr: `${perSecond('streamAppended', ['by'])} or vector(0)`, legend: 'new {{by}}' },
        { expr: `${perSecond('streamDuplicates', ['by'])} or vector(0)`, legend: 'duplicates {{by}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Time until an append was stored, p99',
      description: 'Of single events and of batches. by: api, handler.',
      unit: 's',
      width: 8,
      targets: [{ expr: quantile(0.99, 'streamAppendDuration', ['by']), legend: '{{by}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Readers of streams',
      description: 'Who follows streams or waits for events of a group, on all dispatchers.',
      unit: 'short',
      width: 8,
      targets: [{ expr: `sum (${selector('streamReaders')})`, legend: 'readers' }],
    },
    {
      kind: 'timeseries',
      title: 'Lag of groups',
      description: 'Events that a group has not settled. Rises: its consumers are too slow, or gone.',
      unit: 'short',
      width: 8,
      targets: [{ expr: highest('streamGroupLag', ['stream', 'group']), legend: '{{stream}} {{group}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Oldest event that a group has not settled',
      description: 'Its age.',
      unit: 's',
      width: 8,
      targets: [{ expr: highest('streamGroupOldest', ['stream', 'group']), legend: '{{stream}} {{group}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Dead letters of groups',
      description: 'Events that a group could not process: `ag06 streams dead-letters`.',
      unit: 'short',
      width: 8,
      targets: [{ expr: highest('streamGroupDead', ['stream', 'group']), legend: '{{stream}} {{group}}' }],
    },
  ],
};
