import { DEFAULT_SCHEMA, LATEST_SCHEMA_VERSION } from 'bullmq';

/** Where BullMQ's tables are. It names none in its statements: connections must find them by their search path. */
export const QUEUE_SCHEMA = DEFAULT_SCHEMA;

/** The version of those tables that this program makes. */
export const QUEUE_SCHEMA_VERSION = LATEST_SCHEMA_VERSION;
