import { z } from 'zod';
import { APPROVAL_ID_PATTERN } from '../approval-id.ts';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN, RUN_ID_PATTERN, STEP_ID_PATTERN } from '../names.ts';

const time = z.iso.datetime();
const runId = z.string().regex(RUN_ID_PATTERN);
const step = z.string().regex(STEP_ID_PATTERN);

export const ApprovalView = z
  .object({
    id: z
      .string()
      .regex(APPROVAL_ID_PATTERN)
      .describe('`<run>.<step>.<number>`: of this question. A step that asks once more has another number.'),
    runId,
    step,
    signal: z.string().regex(NAME_PATTERN).describe('The name of the signal that carries the answer.'),
    workflow: z.string().regex(NAME_PATTERN),
    version: z.string(),
    correlationId: z.string(),
    tags: z.array(z.string()),
    ask: z.string(),
    askError: z
      .string()
      .optional()
      .describe('Why `ask` is the text as it is written in the definition: an expression in it failed.'),
    choices: z.array(z.string()),
    since: time,
    until: time.optional().describe('When it times out.'),
  })
  .meta({ id: 'Approval', description: 'A step that waits for the answer of a person.' });
export type ApprovalView = z.infer<typeof ApprovalView>;

export const ApprovalPageView = z
  .object({ items: z.array(ApprovalView), next: z.string().optional() })
  .meta({ id: 'ApprovalPage', description: 'What has waited longest comes first.' });
export type ApprovalPageView = z.infer<typeof ApprovalPageView>;

export const ApprovalAnswer = z
  .strictObject({
    choice: z.string().min(1).max(LIMITS.choiceLength).describe('One of those that are offered.'),
    comment: z.string().max(LIMITS.commentLength).optional(),
  })
  .meta({ id: 'ApprovalAnswer' });
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>;

export const ApprovalAnswered = z
  .object({
    id: z.string(),
    runId,
    step,
    choice: z.string(),
    key: z.string().describe('Of the caller, or made for it.'),
  })
  .meta({ id: 'ApprovalAnswered' });
export type ApprovalAnswered = z.infer<typeof ApprovalAnswered>;
