import { agent, DependencyFailure, NonRetryable } from '@ag06/agent-kit';
import { z } from 'zod';

const Call = z.object({
  url: z.string(),
  shop: z.string(),
  n: z.number(),
  isBad: z.boolean().default(false),
});

const shopOf = (input: unknown): string | undefined => {
  const parsed = z.object({ shop: z.string() }).safeParse(input);
  return parsed.success ? parsed.data.shop : undefined;
};

/** Calls the shop that its input names, which has a breaker of its own. `isBad`: a mistake of the caller's, not of the shop. */
export const call = agent({
  name: 'shop.call',
  input: Call,
  dependency: shopOf,
  breaker: { consecutiveFailures: 5, openFor: '1s', probes: 2 },
  timeout: '30s',
  handler: async ({ url, n, isBad }, { signal, attempt }) => {
    if (isBad) throw new NonRetryable('no such order', { code: 'ORDER_UNKNOWN' });
    const response = await fetch(`${url}?n=${n}&attempt=${attempt}&pid=${process.pid}`, { signal });
    if (!response.ok) throw new DependencyFailure(`The shop answered ${response.status}.`);
    return { n, attempt, pid: process.pid };
  },
});
