import { z } from 'zod';
import { NAME_PATTERN, RUN_ID_PATTERN } from '../names.ts';
import { RUN_STATUSES } from '../status.ts';
import { RunOriginView } from './fork-view.ts';
import { RunParentView } from './run-view.ts';

const time = z.iso.datetime();

export const RunTreeNodeView = z
  .object({
    runId: z.string().regex(RUN_ID_PATTERN),
    depth: z.int().describe('How many runs of this tree are above it; 0 of its first run.'),
    workflow: z.string().regex(NAME_PATTERN),
    status: z.enum(RUN_STATUSES),
    parent: RunParentView.optional(),
    forkedFrom: RunOriginView.optional(),
    createdAt: time,
    finishedAt: time.optional(),
    children: z
      .object({
        counts: z
          .partialRecord(z.enum(RUN_STATUSES), z.int())
          .describe('How many of its newest 500 children have each status.'),
        isWhole: z.boolean().describe('Whether it has no more children than are counted.'),
        next: z
          .string()
          .optional()
          .describe('`cursor` for the children that are not shown: `GET /v1/runs?parent={runId}&cursor=…`.'),
      })
      .optional()
      .describe('Absent without children, and where they were not looked for.'),
  })
  .meta({ id: 'RunTreeNode' });
export type RunTreeNodeView = z.infer<typeof RunTreeNodeView>;

export const RunTreeView = z
  .object({
    nodes: z.array(RunTreeNodeView).describe('Each before its children, and these newest first.'),
    isCut: z
      .boolean()
      .describe('Whether children of some run were not looked for, because of `limit` or `depth`.'),
  })
  .meta({ id: 'RunTree', description: 'A run, the runs that it started, and those that these started.' });
export type RunTreeView = z.infer<typeof RunTreeView>;
