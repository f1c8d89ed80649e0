import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Its breaker could never open. */
export const wrong = agent({
  name: 'shop.wrong',
  input: z.unknown(),
  breaker: { consecutiveFailures: 0 },
  handler: () => null,
});
