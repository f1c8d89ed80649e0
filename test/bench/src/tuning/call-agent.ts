import { agent, RateLimited } from '@ag06/agent-kit';
import { AgentObjective } from '@ag06/contracts/tuning';
import { z } from 'zod';

/** The worker's environment: the service's address, and what the scenario's steps are worth, as JSON. */
const service = process.env.BENCH_SERVICE_URL ?? '';
const objective = AgentObjective.parse(JSON.parse(process.env.BENCH_OBJECTIVE ?? '{}'));

/** As clients of HTTP throw it. */
class ServiceError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The service answers ${status}.`);
    this.status = status;
  }
}

/** As agents for HTTP services are written: it names no breaker, no time-out and no retries, and may be called twice. */
export const call = agent({
  name: 'bench.call',
  input: z.object({ size: z.number(), text: z.string() }),
  idempotent: true,
  objective,
  handler: async ({ size }, { signal }) => {
    const response = await fetch(`${service}/call?size=${size}`, { signal });
    await response.text();
    if (response.status === 429)
      throw new RateLimited(1_000 * Number(response.headers.get('retry-after') ?? 1));
    if (!response.ok) throw new ServiceError(response.status);
    return {};
  },
});
