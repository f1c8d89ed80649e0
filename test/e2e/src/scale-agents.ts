import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Waits for an answer of the test's own server, so that the test sees how many run at once and says when they end. */
export const gated = agent({
  name: 'scale.gated',
  input: z.object({ gate: z.string() }),
  handler: async ({ gate }, { signal }) => (await fetch(gate, { signal })).text(),
});
