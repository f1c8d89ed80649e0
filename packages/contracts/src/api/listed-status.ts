import { z } from 'zod';
import { RUN_STATUSES } from '../status.ts';

/** A status by which runs are listed. */
export const ListedStatus = z
  .enum(RUN_STATUSES)
  .describe('`running` finds also runs of which everything that is open waits; `waiting` finds these alone.');
