import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/** RFC 9457. */
export const ProblemView = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, `NOUN_CONDITION`: what to match.'),
    detail: z.string().describe('What was expected, what came, what to do.'),
    errors: z
      .array(z.object({ path: z.string(), expected: z.string(), got: z.string() }))
      .optional()
      .describe(`The places that are not as expected, at most ${LIMITS.errors} of them.`),
    errorCount: z.int().optional().describe('How many such places there are, where not all are listed.'),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457).' });
export type ProblemView = z.infer<typeof ProblemView>;
