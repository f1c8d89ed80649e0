import { type Agent, agent, RateLimited } from '@ag06/agent-kit';
import { z } from 'zod';

const Call = z.object({
  url: z.string(),
  /** How the service answers each attempt, by commas; the last word holds for all further ones. */
  plan: z.string().default('ok'),
  n: z.number().default(0),
  /** Makes the input as large as it has to be. */
  pad: z.string().default(''),
});

/** Calls a service that counts. It may be called twice at a time, and no breaker stands before it. */
const caller = (name: string): Agent =>
  agent({
    name,
    input: Call,
    idempotent: true,
    breaker: 'off',
    timeout: '60s',
    handler: async ({ url, plan, n, pad }, { signal, attempt, runId }) => {
      const query = new URLSearchParams({
        name,
        plan,
        run: runId,
        n: String(n),
        attempt: String(attempt),
        pid: String(process.pid),
        pad: String(pad.length),
      });
      const response = await fetch(`${url}/?${query}`, { signal });
      await response.text();
      if (response.status === 429)
        throw new RateLimited(1_000 * Number(response.headers.get('retry-after') ?? 1));
      if (!response.ok) throw new Error(`The service answered ${response.status}.`);
    },
  });

/** One for each case, so that no case learns from another one's calls. */
export const shadowed = caller('tuned.shadowed');
export const recorded = caller('tuned.recorded');
export const suggested = caller('tuned.suggested');
export const featured = caller('tuned.featured');
export const iterated = caller('tuned.iterated');
export const created = caller('tuned.created');
export const assigned = caller('tuned.assigned');
export const tried = caller('tuned.tried');
export const told = caller('tuned.told');
export const moved = caller('tuned.moved');
export const counted = caller('tuned.counted');
export const sized = caller('tuned.sized');
export const weighed = caller('tuned.weighed');
export const bounded = caller('tuned.bounded');
