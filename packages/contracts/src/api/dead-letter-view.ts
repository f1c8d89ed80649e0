import { z } from 'zod';
import { DEAD_LETTER_REASONS } from '../dead-letter-remedies.ts';

export const DeadLetterView = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    queue: z.string(),
    jobId: z.string().describe('Of a key that is no job, what its name ends with.'),
    reason: z
      .string()
      .describe(`${DEAD_LETTER_REASONS.join(', ')}; of a submission the code of its problem.`),
    remedy: z.string().optional().describe('What a person can do about it.'),
    problem: z.looseObject({}).optional().describe('Of a submission: what its sender was told (RFC 9457).'),
    data: z.json(),
  })
  .meta({ id: 'DeadLetter', description: 'A delivery set aside with its reason, for a person to inspect.' });
export type DeadLetterView = z.infer<typeof DeadLetterView>;

export const DeadLetterListView = z
  .object({
    items: z.array(DeadLetterView),
    next: z.string().describe('`cursor` of the next page.').optional(),
  })
  .meta({ id: 'DeadLetterList', description: 'The newest first.' });
export type DeadLetterListView = z.infer<typeof DeadLetterListView>;

/** 200 of `POST /v1/dead-letters/{id}/redrive`: the letter is gone. */
export const DeadLetterRedriven = z
  .object({
    id: z.string(),
    runId: z.string().describe('That was submitted, or that goes on.'),
    became: z
      .enum(['submitted', 'sent', 'looked-at'])
      .describe(
        '`submitted`: the run of this submission, also where it was submitted before. `sent`: the signal reached this run. `looked-at`: the watchdog sends what its run has no job for.',
      ),
  })
  .meta({ id: 'DeadLetterRedriven' });
export type DeadLetterRedriven = z.infer<typeof DeadLetterRedriven>;

/** 200 of `DELETE /v1/dead-letters/{id}`. */
export const DeadLetterDeleted = z
  .object({ id: z.string(), deleted: z.literal(true) })
  .meta({ id: 'DeadLetterDeleted' });
export type DeadLetterDeleted = z.infer<typeof DeadLetterDeleted>;
