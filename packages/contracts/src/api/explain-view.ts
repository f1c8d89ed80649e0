import { z } from 'zod';
import { RUN_ID_PATTERN } from '../names.ts';
import { RUN_STATUSES } from '../status.ts';
import { RunOriginView } from './fork-view.ts';

const time = z.iso.datetime();

export const RunReasonView = z
  .object({
    step: z.string().optional(),
    code: z
      .string()
      .describe(
        'As `reason` of `waitsFor`, and `limit`, `running`, `lost` (its worker is gone), `evaluation`, `sent`, `workflow` (its definition is missing), `child`, `signal`.',
      ),
    sentence: z.string(),
    since: time.optional().describe('Absent where the part of the log that is read does not tell it.'),
    until: time
      .optional()
      .describe('When it is over; of `queue`, the expected start by the measured rate of the agent.'),
    action: z.string().optional().describe('A command, or what to do, that would end it.'),
    child: z
      .string()
      .regex(RUN_ID_PATTERN)
      .optional()
      .describe('The run that it waits for: explain that one.'),
  })
  .meta({ id: 'RunReason' });
export type RunReasonView = z.infer<typeof RunReasonView>;

export const RunExplanationView = z
  .object({
    runId: z.string().regex(RUN_ID_PATTERN),
    status: z.enum(RUN_STATUSES),
    sentences: z.array(z.string()).describe('For people, the most important first.'),
    forkedFrom: RunOriginView.optional(),
    reasons: z.array(RunReasonView).max(100).describe('One for each step that is not over.'),
  })
  .meta({ id: 'RunExplanation', description: 'Why a run does not move.' });
export type RunExplanationView = z.infer<typeof RunExplanationView>;
