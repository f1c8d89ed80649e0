import { DEFAULT_TENANT, type Json, LIMITS } from '@ag06/contracts';
import { CorrelatedSignal, NoQuery } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { readActor } from '../intake/actor.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { type SentSignal, signalByCorrelation, signalRun } from '../use-cases/signals/signal-run.ts';
import { parseJsonBody } from './body-text.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

type RunRequest = FastifyRequest<{ Params: { id: string; name: string } }>;
type NameRequest = FastifyRequest<{ Params: { name: string } }>;

export function addSignalRoutes(app: FastifyInstance, parts: Parts): void {
  // The payload becomes the output of a step.
  const bodyLimit = LIMITS.outputBytes;

  app.post('/v1/runs/:id/signals/:name', { bodyLimit }, async (request: RunRequest, reply) => {
    const signal = readSignal(request, request.params.name, parseJsonBody(request.body));
    return answer(reply, await withDeadline(signalRun(parts, DEFAULT_TENANT, request.params.id, signal)));
  });

  app.post('/v1/signals/:name', { bodyLimit }, async (request: NameRequest, reply) => {
    const body = check(CorrelatedSignal, parseJsonBody(request.body), 'SIGNAL_INVALID');
    const { payload, correlationId, workflow } = body;
    const signal = readSignal(request, request.params.name, payload);
    const to = { correlationId, workflow };
    return answer(reply, await withDeadline(signalByCorrelation(parts, DEFAULT_TENANT, to, signal)));
  });
}

function readSignal(request: FastifyRequest, name: string, payload: Json) {
  check(NoQuery, request.query, 'QUERY_INVALID');
  return { name, payload, key: readIdempotencyKey(request), by: readActor(request.headers['x-actor']) };
}

function answer(reply: FastifyReply, { isRepeat, ...accepted }: SentSignal): FastifyReply {
  return reply.code(isRepeat ? 200 : 202).send(accepted);
}
