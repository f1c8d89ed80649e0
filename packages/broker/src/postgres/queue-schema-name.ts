/** The schema of BullMQ's tables. Its statements name none, so connections must find them by their search path. */
export const QUEUE_SCHEMA = 'bullmq';

/** The database's own clock, milliseconds since 1970. All times of the queues use it. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
