import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Served by one kind of worker alone. */
export const special = agent({
  name: 'special.translate',
  input: z.object({ text: z.string(), to: z.enum(['de', 'fr']) }),
  output: z.object({ text: z.string(), pid: z.int() }),
  handler: ({ text, to }) => ({ text: `${to}: ${text}`, pid: process.pid }),
});
