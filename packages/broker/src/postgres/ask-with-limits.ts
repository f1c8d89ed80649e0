import { NOW_MS, QUEUE_SCHEMA } from './queue-schema.ts';

/** BullMQ's query whether a waiting worker would get a job. */
const HAS_WAITING_JOB = /\bSELECT\s+EXISTS\b[\s\S]*\bstate = 'waiting'[\s\S]*\bAS present\s*;?\s*$/;

/**
 * Replaces BullMQ's query, which ignores the limits of the queue: while one is used up, a worker with free slots would
 * ask again at once, for as long as the database answers. Returns any other statement as it is.
 */
export function askWithLimits(text: string): string {
  if (!text.includes('AS present') || !HAS_WAITING_JOB.test(text)) return text;
  const asked = text.replace(/;\s*$/, '');
  return `SELECT present AND NOT EXISTS (
    SELECT FROM ${QUEUE_SCHEMA}.meta WHERE queue = $1 AND CASE field
      WHEN 'concurrency' THEN value::integer <= (
        SELECT count(*) FROM ${QUEUE_SCHEMA}.job WHERE queue = $1 AND state = 'active')
      WHEN 'max' THEN value::integer <= (
        SELECT points FROM ${QUEUE_SCHEMA}.rate_limit WHERE queue = $1 AND expire_at_ms > ${NOW_MS})
      ELSE false END) AS present FROM (${asked}) AS asked`;
}
