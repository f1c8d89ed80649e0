import { setTimeout as delay } from 'node:timers/promises';
import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Takes its time, and says on stderr when it gets less. No breaker stands before it. */
export const steady = agent({
  name: 'good.steady',
  input: z.object({ ms: z.number() }),
  breaker: 'off',
  handler: async ({ ms }, { signal, runId }) => {
    try {
      await delay(ms, undefined, { signal });
    } catch (cause) {
      process.stderr.write(`steady ${runId} aborted\n`);
      throw cause;
    }
  },
});
