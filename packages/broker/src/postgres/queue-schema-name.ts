/** Where BullMQ's tables are. It names none in its statements: connections must find them by their search path. */
export const QUEUE_SCHEMA = 'bullmq';
