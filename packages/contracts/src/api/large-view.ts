import { z } from 'zod';

/** Stands in a view for an output that is too large to be shown there. */
export const LargeView = z
  .object({
    bytes: z.int().describe('As JSON in UTF-8.'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .meta({
    id: 'Large',
    description:
      'In the place of an output above 256 KiB: its size and hash. `GET /v1/runs/{id}/steps/{step}/output` gives a step’s, `GET /v1/runs/{id}/result` the run’s.',
  });
export type LargeView = z.infer<typeof LargeView>;
