import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/**
 * The body of `POST /v1/runs/batch`. Its elements are checked one by one, so that a faulty one does not affect the
 * others.
 */
export const BatchSubmission = z.strictObject({ runs: z.array(z.unknown()).min(1).max(LIMITS.batch) });
