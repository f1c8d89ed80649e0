import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/** The body of `POST /v1/runs/batch`. Its elements are judged one by one, so that none suffers for another. */
export const BatchSubmission = z.strictObject({ runs: z.array(z.unknown()).min(1).max(LIMITS.batch) });
