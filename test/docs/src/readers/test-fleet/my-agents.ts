import { agent, workflow } from '@ag06/agent-kit';
import { z } from 'zod';

export const shout = agent({
  name: 'text.shout',
  input: z.object({ text: z.string() }),
  output: z.object({ text: z.string() }),
  handler: ({ text }) => ({ text: text.toUpperCase() }),
});
export const loud = workflow({
  name: 'loud',
  input: z.object({ text: z.string() }),
  steps: (flow) => flow.step('shout', shout, ({ input }) => ({ with: { text: input.text } })),
  output: ({ steps }) => steps.shout.output.text,
});
