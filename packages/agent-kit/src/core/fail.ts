import { z } from 'zod';
import { agent } from '../agent.ts';
import { NonRetryable } from '../steering.ts';

export const fail = agent({
  name: 'core.fail',
  description: 'Fails the first `times` attempts, then gives `{attempt}`. For tests of retries.',
  breaker: 'off',
  input: z.strictObject({
    times: z.int().min(0),
    message: z.string().default('core.fail failed, as it was asked to.'),
    retryable: z.boolean().default(true),
  }),
  handler: ({ times, message, retryable }, { attempt }) => {
    if (attempt > times) return { attempt };
    throw retryable ? new Error(message) : new NonRetryable(message);
  },
});
