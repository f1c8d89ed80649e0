import { z } from 'zod';
import { RUN_ID_PATTERN } from '../names.ts';
import { STEP_STATUSES } from '../status.ts';
import { FailureView } from './failure-view.ts';
import { LargeView } from './large-view.ts';

export const ItemView = z
  .object({
    item: z.int().describe('From 0.'),
    status: z.enum(STEP_STATUSES),
    attempt: z.int().describe('From 1, the first included; 0 before the first.'),
    runId: z
      .string()
      .regex(RUN_ID_PATTERN)
      .optional()
      .describe('Of a `workflow` step: the run that its item waits for.'),
    output: z.json().optional(),
    large: LargeView.optional(),
    error: FailureView.optional(),
  })
  .meta({ id: 'Item' });
export type ItemView = z.infer<typeof ItemView>;

export const ItemPageView = z
  .object({
    items: z.array(ItemView),
    next: z.string().describe('`cursor` of the next page.').optional(),
  })
  .meta({ id: 'ItemPage', description: 'Items of a `forEach` step, by their number.' });
export type ItemPageView = z.infer<typeof ItemPageView>;
