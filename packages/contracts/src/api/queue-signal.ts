import { z } from 'zod';
import { NAME_PATTERN, PRINTABLE_PATTERN, RUN_ID_PATTERN } from '../names.ts';

const printable = z.string().regex(PRINTABLE_PATTERN, '1 to 128 printable ASCII characters');

/** The name of a job on the signals queue. */
export const SIGNAL_JOB = 'signal';

/** The data of a job on the signals queue: either `runId` or `correlationId`. Without a `key` the job itself is the key. */
export const QueueSignal = z.strictObject({
  runId: z.string().regex(RUN_ID_PATTERN).optional(),
  correlationId: printable.optional(),
  workflow: z.string().regex(NAME_PATTERN).optional(),
  name: z.string().regex(NAME_PATTERN),
  payload: z.json().default(null),
  key: printable.optional(),
  by: printable.optional(),
});
export type QueueSignal = z.infer<typeof QueueSignal>;
