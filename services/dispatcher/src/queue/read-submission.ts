import { createHash } from 'node:crypto';
import type { EntryJob } from '@ag06/broker';
import { DEFAULT_TENANT, QueueSubmission, Refusal, SUBMISSION_JOB } from '@ag06/contracts';
import { GivenInput } from '@ag06/runtime';
import { check } from '../intake/check.ts';
import { readCorrelationId } from '../intake/correlation.ts';
import type { StartRun } from '../use-cases/start-run.ts';
import { judgeData } from './judge-data.ts';

/** The content of a job. `traceparent` is its sender's, unchecked. */
export type ReadSubmission = Omit<StartRun, 'traceparent'> & { readonly traceparent: string | undefined };

/** Throws `Refusal` JOB_MALFORMED, JOB_NAME_UNKNOWN, SUBMISSION_INVALID and what `judgeData` throws. */
export function readSubmission(job: EntryJob): ReadSubmission {
  const { name, data } = job;
  if (data === undefined) {
    throw new Refusal(400, 'JOB_MALFORMED', 'The data or the options of the job are not JSON.');
  }
  if (name !== SUBMISSION_JOB) {
    const errors = [{ path: 'name', expected: SUBMISSION_JOB, got: JSON.stringify(name).slice(0, 100) }];
    throw new Refusal(422, 'JOB_NAME_UNKNOWN', `A submission is a job with the name ${SUBMISSION_JOB}.`, {
      errors,
    });
  }
  judgeData(data);
  const { dedupeKey, correlationId, traceparent, input, ...submission } = check(
    QueueSubmission,
    data,
    'SUBMISSION_INVALID',
  );
  return {
    tenant: DEFAULT_TENANT,
    submission,
    input: GivenInput.of(input),
    dedupeKey: dedupeKey ?? toDedupeKey(job),
    correlationId: readCorrelationId(correlationId),
    traceparent,
  };
}

/** A redelivered job is the same submission; a job added later under the same id is another. */
function toDedupeKey({ queue, jobId, timestamp }: EntryJob): string {
  const identity = JSON.stringify([queue, jobId, timestamp]);
  return `job:${createHash('sha256').update(identity).digest('base64url')}`;
}
