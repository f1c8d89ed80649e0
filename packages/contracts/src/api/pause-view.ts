import { z } from 'zod';
import { NAME_PATTERN } from '../names.ts';

const state = {
  paused: z.boolean(),
  since: z.iso.datetime().optional().describe('Since when it is paused, or is not any more.'),
  by: z.string().optional().describe('Who asked for it.'),
  blockedSteps: z.int().describe('Steps and lanes that wait for its end.'),
};

export const PauseView = z
  .union([
    z.object({ of: z.enum(['agent', 'workflow']), name: z.string().regex(NAME_PATTERN), ...state }),
    z.object({ of: z.literal('fleet'), ...state }),
  ])
  .meta({ id: 'Pause', description: 'Whether an agent, a workflow or the fleet is paused.' });
export type PauseView = z.infer<typeof PauseView>;

export const PauseListView = z.object({ items: z.array(PauseView) }).meta({ id: 'PauseList' });
export type PauseListView = z.infer<typeof PauseListView>;
