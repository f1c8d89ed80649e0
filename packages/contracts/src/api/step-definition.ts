import { z } from 'zod';
import { DEPENDENCY_PATTERN } from '../breaker.ts';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN } from '../names.ts';
import { PRIORITIES } from '../priority.ts';
import { DurationField, TimeoutField } from './duration-field.ts';

/**
 * A step as its author writes it: a schema and a type for each kind. They have the shapes alone; the engine checks the contents,
 * refuses fields that do not go together, and reports every error.
 */
export const RetryDefinition = z
  .strictObject({
    maxAttempts: z.int().min(1).max(1_000).optional().describe('The first included.'),
    backoff: z.enum(['exponential', 'fixed']).optional(),
    initialDelay: DurationField.optional(),
    maxDelay: DurationField.optional(),
    factor: z.number().min(1).max(1_000).optional(),
    jitter: z.enum(['full', 'none']).optional(),
  })
  .meta({ id: 'Retry' });
export type RetryDefinition = z.infer<typeof RetryDefinition>;

const RepeatDefinition = z
  .strictObject({
    until: z
      .string()
      .describe('An expression `${…}` that gives a boolean; in its scope are `output` and `iteration`.'),
    max: z.int().min(1).max(LIMITS.iterations).describe('The most iterations, the first included.'),
  })
  .meta({ id: 'Repeat' });

/** What a step that calls an agent has, and what `defaults` of a workflow may set. */
export const PolicyFields = {
  retry: RetryDefinition.optional(),
  timeout: TimeoutField.optional(),
  priority: z.enum(PRIORITIES).optional(),
  onFailure: z.enum(['fail', 'continue']).optional(),
};

const anyStep = {
  needs: z.array(z.string()).optional(),
  when: z.string().optional().describe('An expression `${…}` that gives a boolean.'),
  onFailure: PolicyFields.onFailure,
};

const forEach = z.union([z.string(), z.array(z.json()).max(LIMITS.items)]).optional();
const concurrency = z.int().min(1).max(LIMITS.lanes).optional();
const repeat = RepeatDefinition.optional();
const within = TimeoutField.optional().describe('The limit of the step with everything that it does.');

const AgentStepDefinition = z
  .strictObject({
    agent: z.string().regex(NAME_PATTERN),
    ...anyStep,
    dependency: z
      .string()
      .regex(DEPENDENCY_PATTERN)
      .optional()
      .describe('Whose circuit breaker stands before its calls, if it is not the agent’s own.'),
    with: z.json().optional().describe('The input of the agent; strings in it may be expressions.'),
    idempotent: z
      .boolean()
      .optional()
      .describe(
        'Whether a slow call may be made a second time while the first goes on, where that is published (`hedgeAfterMs`); absent: as the agent says.',
      ),
    forEach: forEach.describe(
      'A list, or an expression `${…}` that gives one: the step runs for each `item`.',
    ),
    concurrency: concurrency.describe(
      'How many items run at a time; at most 5,000 over all steps of a workflow.',
    ),
    repeat: repeat.describe('It begins anew until this holds; not beside `forEach`.'),
    startWithin: TimeoutField.optional().describe('The limit until it starts.'),
    within,
    ...PolicyFields,
  })
  .meta({ id: 'AgentStepDefinition', description: 'A step that calls an agent.' });

const WaitStepDefinition = z
  .strictObject({
    wait: z
      .union([DurationField, z.string()])
      .describe('A duration, or an expression `${…}` that gives one or an RFC 3339 time.'),
    ...anyStep,
  })
  .meta({ id: 'WaitStepDefinition', description: 'A step that waits; its output is `{dueAt}`.' });

const SignalStepDefinition = z
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

const ApproveStepDefinition = z
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

const WorkflowStepDefinition = z
  .strictObject({
    workflow: z.string().regex(NAME_PATTERN),
    version: z
      .string()
      .regex(/^[0-9a-f]{16,64}$/)
      .optional()
      .describe('Of the workflow; default: the latest when the child starts.'),
    ...anyStep,
    with: z.json().optional().describe('The input of the child; strings in it may be expressions.'),
    forEach: forEach.describe('A list, or an expression `${…}` that gives one: a child for each `item`.'),
    concurrency: concurrency.describe('How many children run at a time.'),
    repeat: repeat.describe('Each iteration is another child, until this holds; not beside `forEach`.'),
    retry: RetryDefinition.optional().describe('Each attempt is another child; without it there is one.'),
    timeout: PolicyFields.timeout,
    within,
  })
  .meta({
    id: 'WorkflowStepDefinition',
    description: 'A step that runs another workflow as a run of its own; its output is that of the run.',
  });

export const StepDefinition = z
  .union([
    AgentStepDefinition,
    WaitStepDefinition,
    SignalStepDefinition,
    ApproveStepDefinition,
    WorkflowStepDefinition,
  ])
  .meta({ id: 'StepDefinition' });
export type StepDefinition = z.infer<typeof StepDefinition>;

/** Steps that have this field, which defines what they do. */
export type StepDefinitionOf<Field extends string> = Extract<StepDefinition, Record<Field, unknown>>;
