import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

export const shop = agent({
  name: 'bench.shop',
  breaker: { openFor: '1h' },
  input: z.unknown(),
  handler: () => null,
});
