import { counter, gauge } from './metric-definition.ts';

/** Metrics of messages between runs, and of bulks. Counters are of each process. */
export const MESSAGE_METRICS = {
  messageDeliveries: counter(
    'ag06.message.deliveries',
    '{delivery}',
    ['message', 'outcome'],
    'Tries of this process to deliver messages between runs. message: start, stop, tell. outcome: delivered, failed.',
  ),
  messagesUndelivered: gauge(
    'ag06.message.undelivered',
    '{message}',
    ['message'],
    'Messages between runs that this process could not deliver in the last 30 s; each is tried every 5 s. Take the max.',
  ),
} as const;

/** Metrics of bulks. */
export const BULK_METRICS = {
  bulkOpen: gauge(
    'ag06.bulk.open',
    '{bulk}',
    ['action'],
    'Bulks that are under way or are being stopped, as every dispatcher sees them. Take the max.',
  ),
  bulkItems: counter(
    'ag06.bulk.items',
    '{item}',
    ['action', 'outcome'],
    'Runs and dead letters on which bulks acted. outcome: done, refused, failed.',
  ),
} as const;
