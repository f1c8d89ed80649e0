import { DEFAULT_TENANT, isTerminal, type RunCancelled, type RunSteered } from '@ag06/contracts';
import { NoQuery, RunRetry } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { readActor } from '../intake/actor.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { terminateRun } from '../use-cases/cancel-run.ts';
import { pauseRun, resumeRun } from '../use-cases/pause-run.ts';
import { retryRun } from '../use-cases/retry-run.ts';
import { parseJsonBody } from './body-text.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

type RunRequest = FastifyRequest<{ Params: { id: string } }>;

/** What people do to runs that are on their way. */
export function addSteeringRoutes(app: FastifyInstance, parts: Parts): void {
  for (const [verb, act] of [
    ['pause', pauseRun],
    ['resume', resumeRun],
  ] as const) {
    app.post(`/v1/runs/:id/${verb}`, async (request: RunRequest) => {
      const { runId, by } = readSteering(request);
      const status = await withDeadline(act(parts, DEFAULT_TENANT, runId, by));
      return { runId, status } satisfies RunSteered;
    });
  }

  app.post('/v1/runs/:id/retry', async (request: RunRequest, reply) => {
    const { runId, by } = readSteering(request);
    // It may have no body.
    const body = request.body ? parseJsonBody(request.body) : {};
    const { steps } = check(RunRetry, body, 'RETRY_INVALID');
    const key = readIdempotencyKey(request);
    const status = await withDeadline(retryRun(parts, DEFAULT_TENANT, runId, { steps, by, key }));
    // It may have failed again in the meantime: that is another end, which its events tell.
    return reply.code(202).send({ runId, status: isTerminal(status) ? 'running' : status });
  });

  app.post('/v1/runs/:id/terminate', async (request: RunRequest, reply) => {
    const { runId, by } = readSteering(request);
    const { wasCancelled } = await withDeadline(terminateRun(parts, DEFAULT_TENANT, runId, by));
    const cancelled: RunCancelled = { runId, status: 'cancelled' };
    return reply.code(wasCancelled ? 200 : 202).send(cancelled);
  });
}

function readSteering(request: RunRequest): { readonly runId: string; readonly by: string | undefined } {
  check(NoQuery, request.query, 'QUERY_INVALID');
  return { runId: request.params.id, by: readActor(request.headers['x-actor']) };
}
