import { workflow } from '@ag06/agent-kit';
import { z } from 'zod';

/** A worker of this module registers it: it is a module of its own because a start that compiles a schema takes long. */
export const registered = workflow({
  name: 'registered',
  input: z.object({ n: z.number() }),
  steps: (flow) => flow.step('a', 'core.echo', ({ input }) => ({ with: { n: input.n } })),
  output: ({ steps }) => steps.a.output.n,
});
