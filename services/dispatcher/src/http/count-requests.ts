import type { MetricBook } from '@ag06/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isWaitingSubmission } from './waits-on-purpose.ts';

/** Measures every request, from its head to the end of its answer or its connection. */
export function countRequests(app: FastifyInstance, book: MetricBook): void {
  const active = new Map<string, number>();
  book.httpActive.read(() => [...active].map(([method, count]) => [count, method]));
  app.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    const { method } = request;
    active.set(method, (active.get(method) ?? 0) + 1);
    reply.raw.once('close', () => {
      active.set(method, (active.get(method) ?? 1) - 1);
      const route = toRouteLabel(request);
      const status = String(reply.raw.statusCode);
      book.httpDuration.at(method, route, status).recordMs(performance.now() - startedAt);
    });
    done();
  });
}

/** What waits for the end of its run has a label of its own: it lasts as long as the run. */
function toRouteLabel(request: FastifyRequest): string {
  const route = request.routeOptions.url ?? 'unknown';
  return isWaitingSubmission(request) ? `${route}?wait` : route;
}
