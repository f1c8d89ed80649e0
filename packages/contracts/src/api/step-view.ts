import { z } from 'zod';
import { NAME_PATTERN, RUN_ID_PATTERN, STEP_ID_PATTERN } from '../names.ts';
import { FailureView } from './failure-view.ts';
import { LargeView } from './large-view.ts';
import { StepView } from './run-view.ts';

const time = z.iso.datetime();
const ms = z.number().min(0);

export const AttemptView = z
  .object({
    iteration: z
      .int()
      .min(1)
      .optional()
      .describe('Of a step with `repeat`, counted from 0; absent in the first.'),
    attempt: z.int().min(1).describe('From 1, in each iteration. A worker that died repeats the same one.'),
    outcome: z
      .enum([
        'running',
        'completed',
        'retrying',
        'failed',
        'timed_out',
        'cancelled',
        'blocked',
        'lost',
        'released',
      ])
      .describe(
        '`lost`: its worker died, or was taken for dead; `released`: its worker stopped, and gave it back; `blocked`: the failure was a dependency’s, and the attempt is not spent.',
      ),
    round: z
      .int()
      .optional()
      .describe('How often the run had been retried before; absent in its first round.'),
    runId: z
      .string()
      .regex(RUN_ID_PATTERN)
      .optional()
      .describe('Of a `workflow` step: the run that it started.'),
    worker: z.string().optional(),
    startedAt: time.optional().describe('Absent if it failed before its handler was called.'),
    endedAt: time.optional(),
    waitMs: ms.optional().describe('From the moment at which it could have begun to its start.'),
    durationMs: ms.optional(),
    inputBytes: z.int().optional().describe('Of its rendered input, as JSON; told of attempts that failed.'),
    error: FailureView.optional(),
    stack: z
      .string()
      .optional()
      .describe('Where it was thrown. Bounded, without secrets, and of the first 20 failures of a step.'),
  })
  .meta({ id: 'Attempt', description: 'One try of a step or an item.' });
export type AttemptView = z.infer<typeof AttemptView>;

export const StepDetailView = z
  .object({
    runId: z.string().regex(RUN_ID_PATTERN),
    step: z.string().regex(STEP_ID_PATTERN),
    item: z.int().optional(),
    agent: z.string().regex(NAME_PATTERN).optional().describe('None for a step that no agent executes.'),
    ...StepView.shape,
    input: z
      .json()
      .optional()
      .describe(
        'What its agent or its workflow is given: its `with`, evaluated from the run as it is now. Absent before its dependencies are satisfied, of a step that was skipped, and of a `forEach` step as a whole.',
      ),
    output: z.json().optional(),
    large: LargeView.optional(),
    error: FailureView.optional(),
    attempts: z.array(AttemptView).describe('In the order of their starts; the last 100.'),
    attemptsCut: z.boolean().describe('Whether the log is too long to be read for all of them.'),
    omitted: z
      .object({ input: z.string().optional(), output: z.string().optional() })
      .optional()
      .describe('Why a part is not shown.'),
  })
  .meta({ id: 'StepDetail', description: 'A step of a run, or one item of it, with all that became of it.' });
export type StepDetailView = z.infer<typeof StepDetailView>;
