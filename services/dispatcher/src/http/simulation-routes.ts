import { Refusal } from '@ag06/contracts';
import { NoQuery, SimulationOrder } from '@ag06/contracts/api';
import type { FastifyInstance } from 'fastify';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { parseJsonBody } from './body-text.ts';
import { untilGone } from './while-wanted.ts';

const BODY_BYTES = 16 * 1024;
const RETRY_AFTER_MS = 5_000;

/** What other settings of an agent would bring. A dispatcher computes one answer at a time, and loads what computes it with the first. */
export function addSimulationRoutes(app: FastifyInstance, parts: Pick<Parts, 'store' | 'plans'>): void {
  let isBusy = false;
  app.post<{ Params: { agent: string } }>(
    '/v1/tuning/:agent/simulate',
    { bodyLimit: BODY_BYTES },
    async ({ query, params, body }, reply) => {
      check(NoQuery, query, 'QUERY_INVALID');
      const order = check(SimulationOrder, parseJsonBody(body), 'SIMULATION_INVALID');
      if (isBusy) throw busy();
      isBusy = true;
      try {
        const { simulateAgent } = await import('../use-cases/simulation/simulate-agent.ts');
        return await untilGone(reply, (signal) => simulateAgent(parts, params.agent, order, signal));
      } finally {
        isBusy = false;
      }
    },
  );
}

function busy(): Refusal {
  const message =
    'This dispatcher computes one simulation at a time, and is at another one. Try again in a few seconds.';
  return new Refusal(429, 'SIMULATION_BUSY', message, { retryAfterMs: RETRY_AFTER_MS });
}
