import { type BulkAccepted, type BulkListView, DEFAULT_TENANT, type RunDeleted } from '@ag06/contracts';
import { DeadLetterBulk, NoQuery, RunBulk } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BulkRequest } from '../bulk/bulk-document.ts';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listBulkViews, showBulk, stopBulk } from '../use-cases/bulks.ts';
import { deleteRun } from '../use-cases/delete-run.ts';
import { startBulk } from '../use-cases/start-bulk.ts';
import { parseJsonBody } from './body-text.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

/** Filters are short: a body of more is no such thing. */
const FILTER_BYTES = 64 * 1024;
/** Counting what matches takes longer than one question to the store. */
const COUNTING_MS = 2_000;

type IdRequest = FastifyRequest<{ Params: { id: string } }>;

export function addBulkRoutes(app: FastifyInstance, parts: Parts): void {
  const { shared } = parts.store;

  async function start(request: FastifyRequest, reply: FastifyReply, asked: BulkRequest) {
    const starting = startBulk(parts.store, asked, readIdempotencyKey(request));
    const { isRepeat, ...accepted } = await withDeadline(starting, COUNTING_MS);
    if (!isRepeat) parts.log.info({ ...accepted, ...asked }, 'A bulk was taken.');
    return reply.code(isRepeat ? 200 : 202).send(accepted satisfies BulkAccepted);
  }

  app.post('/v1/runs/bulk', { bodyLimit: FILTER_BYTES }, async (request, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const bulk = check(RunBulk, parseJsonBody(request.body), 'BULK_INVALID');
    return start(request, reply, { of: 'runs', tenant: DEFAULT_TENANT, ...bulk });
  });

  app.post('/v1/dead-letters/bulk', { bodyLimit: FILTER_BYTES }, async (request, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const bulk = check(DeadLetterBulk, parseJsonBody(request.body), 'BULK_INVALID');
    return start(request, reply, { of: 'dead-letters', tenant: DEFAULT_TENANT, ...bulk });
  });

  app.get('/v1/bulk', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return { items: await withDeadline(listBulkViews(shared, DEFAULT_TENANT)) } satisfies BulkListView;
  });

  app.get('/v1/bulk/:id', async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showBulk(shared, DEFAULT_TENANT, request.params.id));
  });

  app.post('/v1/bulk/:id/stop', async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(stopBulk(shared, DEFAULT_TENANT, request.params.id));
  });

  app.delete('/v1/runs/:id', async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const runId = request.params.id;
    await withDeadline(deleteRun(parts, DEFAULT_TENANT, runId));
    return { runId, deleted: true } satisfies RunDeleted;
  });
}
