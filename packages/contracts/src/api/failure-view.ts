import { z } from 'zod';

export const FailureView = z
  .object({
    code: z.string().describe('Stable, `NOUN_CONDITION`.'),
    message: z.string(),
    step: z.string().exactOptional(),
    item: z.int().exactOptional(),
    iteration: z.int().exactOptional(),
    attempt: z.int().exactOptional(),
    runId: z.string().exactOptional().describe('The child run that it is about.'),
    cause: z
      .object({ code: z.string(), message: z.string() })
      .exactOptional()
      .describe('Of CHILD_FAILED: why the child did not complete.'),
  })
  .meta({ id: 'Failure', description: 'Why a step or a run did not complete.' });
export type FailureView = z.infer<typeof FailureView>;
