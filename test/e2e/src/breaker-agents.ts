import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Calls a shop that may be down. */
export const call = agent({
  name: 'shop.call',
  input: z.object({ url: z.string(), n: z.number() }),
  breaker: { openFor: '1s' },
  timeout: '20s',
  handler: async ({ url, n }, { signal, attempt }) => {
    const response = await fetch(`${url}?n=${n}&attempt=${attempt}&pid=${process.pid}`, { signal });
    if (!response.ok) throw new Error(`The shop answered ${response.status}.`);
    return { n, attempt };
  },
});
