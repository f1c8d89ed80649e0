import { Readable } from 'node:stream';
import { DEFAULT_TENANT } from '@ag06/contracts';
import { NoQuery, StateQuery, toLogMoment } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { exportRun } from '../use-cases/history/export-run.ts';
import { LogFolds } from '../use-cases/history/log-folds.ts';
import { showState } from '../use-cases/history/show-state.ts';
import { whileWanted } from './while-wanted.ts';

type RunRequest = FastifyRequest<{ Params: { id: string } }>;

/** Routes that read the whole log of a run. */
export function addHistoryRoutes(app: FastifyInstance, parts: Parts): void {
  const folds = new LogFolds();

  app.get('/v1/runs/:id/state', async (request: RunRequest, reply) => {
    const { at } = check(StateQuery, request.query, 'QUERY_INVALID');
    const asked = { tenant: DEFAULT_TENANT, runId: request.params.id, moment: toLogMoment(at) };
    return whileWanted(reply, (signal) => showState(parts, folds, asked, signal));
  });

  app.get('/v1/runs/:id/export', async (request: RunRequest, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const lines = await withDeadline(exportRun(parts, DEFAULT_TENANT, request.params.id));
    reply.type('application/x-ndjson');
    return request.method === 'HEAD' ? '' : Readable.from(lines, { objectMode: false });
  });
}
