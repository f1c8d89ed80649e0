import { z } from 'zod';
import { LIMITS } from '../limits.ts';

/** The code of the error of a run, as a filter of lists. */
export const ErrorCodeField = z
  .string()
  .min(1)
  .max(LIMITS.errorCodeLength)
  .describe('Of the error with which a run ended; runs that are only in the archive are not found by it.');
