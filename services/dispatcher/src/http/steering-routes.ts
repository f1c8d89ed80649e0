import { DEFAULT_TENANT, isTerminal, NoQuery, type RunCancelled, type RunSteered } from '@ag06/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { readActor } from '../intake/actor.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { terminateRun } from '../use-cases/cancel-run.ts';
import { pauseRun, resumeRun } from '../use-cases/pause-run.ts';
import {
  pauseRunDescription,
  resumeRunDescription,
  terminateRunDescription,
} from './descriptions/steering-descriptions.ts';

type RunRequest = FastifyRequest<{ Params: { id: string } }>;

/** What people do to runs that are on their way. */
export function addSteeringRoutes(app: FastifyInstance, parts: Parts): void {
  for (const [verb, act, description] of [
    ['pause', pauseRun, pauseRunDescription],
    ['resume', resumeRun, resumeRunDescription],
  ] as const) {
    app.post(`/v1/runs/:id/${verb}`, description, async (request: RunRequest) => {
      const { runId, by } = readSteering(request);
      const status = await withDeadline(act(parts, DEFAULT_TENANT, runId, by));
      if (isTerminal(status)) throw new Error(`The run ${runId} ended as it was told to ${verb}.`);
      return { runId, status } satisfies RunSteered;
    });
  }

  app.post('/v1/runs/:id/terminate', terminateRunDescription, async (request: RunRequest, reply) => {
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
