import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN, STEP_ID_PATTERN } from '../names.ts';
import { TimeoutField } from './duration-field.ts';
import { ScheduleDefinitionBody } from './schedule-view.ts';
import { PolicyFields, StepDefinition } from './step-definition.ts';

/** The shape of a definition, for its authors. The engine checks the contents and reports every error. */
export const WorkflowDefinitionBody = z
  .strictObject({
    name: z.string().regex(NAME_PATTERN),
    description: z.string().optional(),
    input: z
      .union([z.record(z.string(), z.json()), z.boolean()])
      .optional()
      .describe('JSON Schema of the input of a run.'),
    defaults: z.strictObject(PolicyFields).optional(),
    timeout: TimeoutField.optional().describe('Of the whole run; a step’s is of each attempt.'),
    retention: TimeoutField.optional().describe('How long its runs are kept from their end; at least 1s.'),
    schedule: ScheduleDefinitionBody.optional(),
    steps: z.record(z.string().regex(STEP_ID_PATTERN), StepDefinition).describe(`At most ${LIMITS.steps}.`),
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
