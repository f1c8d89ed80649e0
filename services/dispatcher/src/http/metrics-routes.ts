import { NoQuery } from '@ag06/contracts';
import { PROMETHEUS_TEXT } from '@ag06/telemetry';
import type { FastifyInstance } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listTargets } from '../use-cases/list-targets.ts';
import { listTargetsDescription, metricsDescription } from './descriptions/metrics-descriptions.ts';

/** `scrape` returns all metrics of this process from memory. */
export function addMetricsRoutes(app: FastifyInstance, parts: Parts, scrape: () => Promise<string>): void {
  app.get('/v1/targets', listTargetsDescription, async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listTargets(parts.store));
  });

  app.get('/metrics', metricsDescription, async (_request, reply) =>
    reply.type(PROMETHEUS_TEXT).send(await scrape()),
  );
}
