import type { Row } from './dashboard.ts';
import { highest, perSecond } from './promql.ts';

/** Messages between runs, and bulks. */
export const MESSAGES: Row = {
  title: 'Messages between runs, and bulks',
  panels: [
    {
      kind: 'timeseries',
      title: 'Deliveries of messages',
      description: 'Tries in a second. A message whose delivery failed is tried again every 5 s.',
      unit: 'ops',
      width: 6,
      targets: [
        {
          expr: `${perSecond('messageDeliveries', ['message', 'outcome'])} or vector(0)`,
          legend: '{{message}} {{outcome}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Messages that cannot be delivered',
      description: 'A missing workflow of the receiver keeps them; the log of the dispatchers names the run.',
      unit: 'short',
      width: 6,
      targets: [{ expr: highest('messagesUndelivered', ['message']), legend: '{{message}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Bulks under way',
      description: '`ag06 bulk list` shows how far they are, and `ag06 bulk stop` ends one.',
      unit: 'short',
      width: 6,
      targets: [{ expr: highest('bulkOpen', ['action']), legend: '{{action}}' }],
    },
    {
      kind: 'timeseries',
      title: 'What bulks acted on',
      description: 'Runs and dead letters in a second. outcome: done, refused, failed.',
      unit: 'ops',
      width: 6,
      targets: [
        {
          expr: `${perSecond('bulkItems', ['action', 'outcome'])} or vector(0)`,
          legend: '{{action}} {{outcome}}',
        },
      ],
    },
  ],
};
