import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Calls a gate, and ends when that answers. */
export const gated = agent({
  name: 'gated.call',
  input: z.object({ url: z.string(), n: z.int() }),
  timeout: '10m',
  handler: async ({ url, n }, { signal, attempt }) => {
    const response = await fetch(`${url}?n=${n}&attempt=${attempt}&pid=${process.pid}`, { signal });
    if (!response.ok) throw new Error(`The gate answered ${response.status}.`);
    return { n, attempt, pid: process.pid };
  },
});
