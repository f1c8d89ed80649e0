import { z } from 'zod';
import { PRINTABLE_PATTERN } from '../names.ts';
import { RunSubmission } from './run-submission.ts';

const printable = z.string().regex(PRINTABLE_PATTERN, '1 to 128 printable ASCII characters');

/** The name of a job on the submissions queue. */
export const SUBMISSION_JOB = 'start';

/** One element of `POST /v1/runs/batch`: a submission with the fields that are headers of `POST /v1/runs`. */
export const BatchItem = RunSubmission.extend({
  dedupeKey: printable.optional(),
  correlationId: printable.optional(),
});
export type BatchItem = z.infer<typeof BatchItem>;

/** The data of a job on the submissions queue. An invalid `traceparent` begins a new trace, as over HTTP. */
export const QueueSubmission = BatchItem.extend({ traceparent: z.string().max(128).optional() });
export type QueueSubmission = z.infer<typeof QueueSubmission>;
