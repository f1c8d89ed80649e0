import { z } from 'zod';

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
      .describe('Every place that is not as expected.'),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457).' });
