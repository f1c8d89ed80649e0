import { z } from 'zod';
import { agent } from '../agent.ts';

export const echo = agent({
  name: 'core.echo',
  description: 'Output = its input.',
  breaker: 'off',
  input: z.unknown(),
  handler: (input) => input,
});
