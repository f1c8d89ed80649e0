import { z } from 'zod';
import { NAME_PATTERN } from '../names.ts';
import { BreakerErrorView } from './breaker-view.ts';
import { HeldBackView } from './fleet-view.ts';
import { STEP_WAITS } from './step-wait.ts';

const time = z.iso.datetime();

/** What a step that does not move waits for. */
export const WaitsFor = z
  .discriminatedUnion('reason', [
    z.object({
      reason: z.literal('dependencies'),
      steps: z.array(z.string()).describe('Those of its `needs` that are not satisfied yet.'),
    }),
    z.object({ reason: z.literal('start') }).describe('The delay of its run is not over.'),
    z
      .object({
        reason: z.literal('pause'),
        of: z
          .enum(['agent', 'workflow', 'fleet'])
          .optional()
          .describe('What is paused, if it is not its run alone.'),
        name: z.string().optional().describe('Of the agent, or the workflow.'),
      })
      .describe('Its run is paused, or its agent, its workflow, or the fleet.'),
    z
      .object({
        reason: z.literal('breaker'),
        dependency: z.string(),
        until: time.optional().describe('When calls are tried again, if its breaker is open.'),
        lastError: BreakerErrorView.optional(),
      })
      .describe('Calls of a dependency are refused for now, for they failed.'),
    z
      .object({
        reason: z.literal('backoff'),
        until: time,
        item: z.int().optional().describe('Of a `forEach` step: whose next attempt comes first.'),
      })
      .describe('Its next attempt.'),
    z
      .object({
        reason: z.literal('worker'),
        agent: z.string(),
        didYouMean: z.string().optional().describe('An agent that is served, and whose name is much alike.'),
      })
      .describe('No worker that was seen within 15 s serves its agent.'),
    z
      .object({
        reason: z.literal('queue'),
        agent: z.string(),
        ahead: z.int().describe('Activations that are more urgent or came earlier, about.'),
        ageMs: z.int().describe('For how long its own has been waiting.'),
        heldBack: HeldBackView.optional(),
      })
      .describe('Its turn on the queue of its agent.'),
    z
      .object({ reason: z.literal('permission'), name: z.string().regex(NAME_PATTERN) })
      .describe(
        'Of a fork with recorded effects: a person who allows this agent or workflow to act for real.',
      ),
    ...STEP_WAITS,
    z
      .object({ reason: z.literal('repair') })
      .describe('Nobody has it in hand: somebody died. The watchdog goes on with it within 30 s.'),
  ])
  .meta({
    id: 'WaitsFor',
    description:
      'Why a step does not move; of a `forEach` step, its lane that is first to go on, while none runs.',
  });
export type WaitsFor = z.infer<typeof WaitsFor>;
