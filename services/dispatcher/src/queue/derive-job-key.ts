import { createHash } from 'node:crypto';
import type { EntryJob } from '@ag06/broker';

/** The key of a job without one. A redelivered job has the same key; a job added later under the same id has another. */
export function deriveJobKey({ queue, jobId, timestamp }: EntryJob): string {
  const identity = JSON.stringify([queue, jobId, timestamp]);
  return `job:${createHash('sha256').update(identity).digest('base64url')}`;
}
