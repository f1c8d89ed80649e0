import { NoQuery } from '@ag06/contracts/api';
import { PROMETHEUS_TEXT } from '@ag06/telemetry';
import type { FastifyInstance } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listTargets } from '../use-cases/list-targets.ts';

/** `scrape` returns all metrics of this process from memory. */
export function addMetricsRoutes(app: FastifyInstance, parts: Parts, scrape: () => Promise<string>): void {
  app.get('/v1/targets', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listTargets(parts.store));
  });

  app.get('/metrics', async (_request, reply) => reply.type(PROMETHEUS_TEXT).send(await scrape()));
}
