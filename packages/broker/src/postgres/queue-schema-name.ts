/** Where BullMQ's tables are. It names none in its statements: connections must find them by their search path. */
export const QUEUE_SCHEMA = 'bullmq';

/** The database's own clock, milliseconds since 1970: all that is judged by time in it goes by this one. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
