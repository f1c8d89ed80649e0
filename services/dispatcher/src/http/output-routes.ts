import { Readable } from 'node:stream';
import { DEFAULT_TENANT } from '@ag06/contracts';
import { StepQuery } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { type OpenedOutput, openOutput } from '../use-cases/open-output.ts';

type StepRequest = FastifyRequest<{ Params: { id: string; step: string } }>;

/** Outputs of any size, as they are. */
export function addOutputRoutes(app: FastifyInstance, parts: Parts): void {
  app.get('/v1/runs/:id/steps/:step/output', async (request: StepRequest, reply) => {
    const { item } = check(StepQuery, request.query, 'QUERY_INVALID');
    const { id, step } = request.params;
    const output = await withDeadline(openOutput(parts, DEFAULT_TENANT, id, step, item));
    return sendJson(request, reply, output);
  });
}

/**
 * Sends JSON as it is read. An answer that breaks off is shorter than its `content-length`, so no reader takes it for the
 * whole.
 */
export function sendJson(request: FastifyRequest, reply: FastifyReply, { bytes, content }: OpenedOutput) {
  reply.type('application/json; charset=utf-8').header('content-length', bytes);
  return request.method === 'HEAD' ? '' : Readable.from(content, { objectMode: false });
}
