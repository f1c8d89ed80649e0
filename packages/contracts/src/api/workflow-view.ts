import { z } from 'zod';
import { DEPENDENCY_PATTERN } from '../breaker.ts';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN, STEP_ID_PATTERN } from '../names.ts';
import { PRIORITIES } from '../priority.ts';
import { DurationField, TimeoutField } from './duration-field.ts';
import { ScheduleDefinitionBody } from './schedule-view.ts';

/** The shape of a definition, for its authors. The engine checks the contents and reports every error. */
const retry = z
  .strictObject({
    maxAttempts: z.int().min(1).max(1_000).optional().describe('The first included.'),
    backoff: z.enum(['exponential', 'fixed']).optional(),
    initialDelay: DurationField.optional(),
    maxDelay: DurationField.optional(),
    factor: z.number().min(1).max(1_000).optional(),
    jitter: z.enum(['full', 'none']).optional(),
  })
  .meta({ id: 'Retry' });
const policies = {
  retry: retry.optional(),
  timeout: TimeoutField.optional(),
  priority: z.enum(PRIORITIES).optional(),
  onFailure: z.enum(['fail', 'continue']).optional(),
};
const anyStep = {
  needs: z.array(z.string()).optional(),
  when: z.string().optional().describe('An expression `${…}` that gives a boolean.'),
  onFailure: policies.onFailure,
};
const agentStep = z
  .strictObject({
    agent: z.string().regex(NAME_PATTERN),
    ...anyStep,
    dependency: z
      .string()
      .regex(DEPENDENCY_PATTERN)
      .optional()
      .describe('Whose circuit breaker stands before its calls, if it is not the agent’s own.'),
    with: z.json().optional().describe('The input of the agent; strings in it may be expressions.'),
    forEach: z
      .union([z.string(), z.array(z.json()).max(LIMITS.items)])
      .optional()
      .describe('A list, or an expression `${…}` that gives one: the step runs for each `item`.'),
    concurrency: z
      .int()
      .min(1)
      .max(LIMITS.lanes)
      .optional()
      .describe('How many items run at a time; at most 5,000 over all steps of a workflow.'),
    ...policies,
  })
  .meta({ id: 'AgentStepDefinition', description: 'A step that calls an agent.' });
const waitStep = z
  .strictObject({
    wait: z
      .union([DurationField, z.string()])
      .describe('A duration, or an expression `${…}` that gives one or an RFC 3339 time.'),
    ...anyStep,
  })
  .meta({ id: 'WaitStepDefinition', description: 'A step that waits; its output is `{dueAt}`.' });
const signalStep = z
  .strictObject({
    signal: z.string().regex(NAME_PATTERN),
    schema: z
      .union([z.record(z.string(), z.json()), z.boolean()])
      .optional()
      .describe('JSON Schema of the payload.'),
    timeout: TimeoutField.optional().describe('After which it fails with SIGNAL_TIMED_OUT.'),
    ...anyStep,
  })
  .meta({
    id: 'SignalStepDefinition',
    description: 'A step that waits for a signal; its output is the payload.',
  });
const approveStep = z
  .strictObject({
    approve: z.strictObject({
      signal: z.string().regex(NAME_PATTERN).describe('The name of the signal that carries the answer.'),
      ask: z
        .string()
        .min(1)
        .max(LIMITS.askLength)
        .describe(
          'What is asked; it may have expressions `${…}`. If one fails, the text is shown as it is written.',
        ),
      choices: z
        .array(z.string().min(1).max(LIMITS.choiceLength))
        .min(1)
        .max(LIMITS.choices)
        .optional()
        .describe('The answers that are offered, each once. Default: approve, reject.'),
    }),
    timeout: TimeoutField.optional().describe('After which it fails with APPROVAL_TIMED_OUT.'),
    ...anyStep,
  })
  .meta({
    id: 'ApproveStepDefinition',
    description:
      'A step that asks a person, and is listed as an approval while it waits; its output is `{choice, comment?, by?, at}`.',
  });
const workflowStep = z
  .strictObject({
    workflow: z.string().regex(NAME_PATTERN),
    version: z
      .string()
      .regex(/^[0-9a-f]{16,64}$/)
      .optional()
      .describe('Of the workflow; default: the latest when the child starts.'),
    ...anyStep,
    with: z.json().optional().describe('The input of the child; strings in it may be expressions.'),
    retry: retry.optional().describe('Each attempt is another child; without it there is one.'),
    timeout: policies.timeout,
  })
  .meta({
    id: 'WorkflowStepDefinition',
    description: 'A step that runs another workflow as a run of its own; its output is that of the run.',
  });
const step = z
  .union([agentStep, waitStep, signalStep, approveStep, workflowStep])
  .meta({ id: 'StepDefinition' });

export const WorkflowDefinitionBody = z
  .strictObject({
    name: z.string().regex(NAME_PATTERN),
    description: z.string().optional(),
    input: z
      .union([z.record(z.string(), z.json()), z.boolean()])
      .optional()
      .describe('JSON Schema of the input of a run.'),
    defaults: z.strictObject(policies).optional(),
    timeout: TimeoutField.optional().describe('Of the whole run; a step’s is of each attempt.'),
    retention: TimeoutField.optional().describe('How long its runs are kept from their end; at least 1s.'),
    schedule: ScheduleDefinitionBody.optional(),
    steps: z.record(z.string().regex(STEP_ID_PATTERN), step).describe(`At most ${LIMITS.steps}.`),
    output: z.json().optional(),
  })
  .meta({ id: 'WorkflowDefinition' });
export type WorkflowDefinitionBody = z.infer<typeof WorkflowDefinitionBody>;

export const WorkflowPushed = z
  .object({ name: z.string(), version: z.string(), warnings: z.array(z.string()) })
  .meta({ id: 'WorkflowPushed' });
export type WorkflowPushed = z.infer<typeof WorkflowPushed>;

export const WorkflowSummaryView = z
  .object({ name: z.string(), version: z.string(), savedAt: z.iso.datetime() })
  .meta({ id: 'WorkflowSummary' });
export type WorkflowSummaryView = z.infer<typeof WorkflowSummaryView>;

export const WorkflowListView = z
  .object({ items: z.array(WorkflowSummaryView) })
  .meta({ id: 'WorkflowList', description: 'Names in order, each with its latest version.' });
export type WorkflowListView = z.infer<typeof WorkflowListView>;

export const WorkflowVersionView = z
  .object({
    version: z.string(),
    isLatest: z.boolean(),
    savedAt: z.iso
      .datetime()
      .nullable()
      .describe('When it was pushed last; null of what an older program saved.'),
  })
  .meta({ id: 'WorkflowVersion' });
export type WorkflowVersionView = z.infer<typeof WorkflowVersionView>;

export const WorkflowVersionListView = z
  .object({ items: z.array(WorkflowVersionView) })
  .meta({ id: 'WorkflowVersionList', description: 'The latest first, then from the newest on.' });
export type WorkflowVersionListView = z.infer<typeof WorkflowVersionListView>;

export const WorkflowView = z
  .object({ name: z.string(), version: z.string(), definition: z.json() })
  .meta({ id: 'Workflow', description: 'A version of a workflow, as its author wrote it.' });
export type WorkflowView = z.infer<typeof WorkflowView>;
