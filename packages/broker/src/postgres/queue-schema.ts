import { LATEST_SCHEMA_VERSION } from 'bullmq';

export { NOW_MS, QUEUE_SCHEMA } from './queue-schema-name.ts';

/** The version of BullMQ's tables that this program makes. */
export const QUEUE_SCHEMA_VERSION = LATEST_SCHEMA_VERSION;
