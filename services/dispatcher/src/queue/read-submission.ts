import type { EntryJob } from '@ag06/broker';
import { DEFAULT_TENANT } from '@ag06/contracts';
import { QueueSubmission, SUBMISSION_JOB } from '@ag06/contracts/api';
import { GivenInput } from '@ag06/runtime';
import { check } from '../intake/check.ts';
import { readCorrelationId } from '../intake/correlation.ts';
import type { StartRun } from '../use-cases/start-run.ts';
import { deriveJobKey } from './derive-job-key.ts';
import { needJob } from './need-job.ts';

/** The content of a job. `traceparent` is its sender's, unchecked. */
export type ReadSubmission = Omit<StartRun, 'traceparent'> & { readonly traceparent: string | undefined };

/** Throws `Refusal` JOB_MALFORMED, JOB_NAME_UNKNOWN, SUBMISSION_INVALID and what `judgeData` throws. */
export function readSubmission(job: EntryJob): ReadSubmission {
  const { data } = job;
  needJob(job, SUBMISSION_JOB, 'A submission');
  const { dedupeKey, correlationId, traceparent, input, ...submission } = check(
    QueueSubmission,
    data,
    'SUBMISSION_INVALID',
  );
  return {
    tenant: DEFAULT_TENANT,
    submission,
    input: GivenInput.of(input),
    dedupeKey: dedupeKey ?? deriveJobKey(job),
    correlationId: readCorrelationId(correlationId),
    traceparent,
  };
}
