import {
  type BulkAccepted,
  type BulkListView,
  DEFAULT_TENANT,
  NoQuery,
  RunBulk,
  type RunDeleted,
} from '@ag06/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actionOf } from '../bulk/run-actions.ts';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listBulkViews, showBulk, stopBulk } from '../use-cases/bulks.ts';
import { deleteRun } from '../use-cases/delete-run.ts';
import { startBulk } from '../use-cases/start-bulk.ts';
import { parseJsonBody } from './body-text.ts';
import {
  deleteRunDescription,
  listBulksDescription,
  showBulkDescription,
  startRunBulkDescription,
  stopBulkDescription,
} from './descriptions/bulk-descriptions.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

/** Filters are short: a body of more is no such thing. */
const FILTER_BYTES = 64 * 1024;
/** Counting what matches takes longer than one question to the store. */
const COUNTING_MS = 2_000;

type IdRequest = FastifyRequest<{ Params: { id: string } }>;

export function addBulkRoutes(app: FastifyInstance, parts: Parts): void {
  const { shared } = parts.store;

  app.post(
    '/v1/runs/bulk',
    { ...startRunBulkDescription, bodyLimit: FILTER_BYTES },
    async (request, reply) => {
      check(NoQuery, request.query, 'QUERY_INVALID');
      const key = readIdempotencyKey(request);
      const bulk = check(RunBulk, parseJsonBody(request.body), 'BULK_INVALID');
      actionOf(bulk.action);
      const starting = startBulk(parts.store, { of: 'runs', tenant: DEFAULT_TENANT, ...bulk }, key);
      const { isRepeat, ...accepted } = await withDeadline(starting, COUNTING_MS);
      if (!isRepeat) parts.log.info({ ...accepted, ...bulk }, 'A bulk was taken.');
      return reply.code(isRepeat ? 200 : 202).send(accepted satisfies BulkAccepted);
    },
  );

  app.get('/v1/bulk', listBulksDescription, async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return { items: await withDeadline(listBulkViews(shared, DEFAULT_TENANT)) } satisfies BulkListView;
  });

  app.get('/v1/bulk/:id', showBulkDescription, async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showBulk(shared, DEFAULT_TENANT, request.params.id));
  });

  app.post('/v1/bulk/:id/stop', stopBulkDescription, async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(stopBulk(shared, DEFAULT_TENANT, request.params.id));
  });

  app.delete('/v1/runs/:id', deleteRunDescription, async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const runId = request.params.id;
    await withDeadline(deleteRun(parts, DEFAULT_TENANT, runId));
    return { runId, deleted: true } satisfies RunDeleted;
  });
}
