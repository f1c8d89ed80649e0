import type { HealthView, LiveView, ReadyView } from '@ag06/contracts';
import { scoreFleet } from '@ag06/health';
import type { FastifyInstance } from 'fastify';
import type { HealthWatch } from '../health/health-watch.ts';
import { waitsOnPurpose } from './waits-on-purpose.ts';

const NOT_COUNTED = /^\/(health|metrics)/;

/** The health of this process and its fleet. Every answer comes from memory, so none waits for a database. */
export function addHealthRoutes(app: FastifyInstance, health: HealthWatch): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '';
    if (NOT_COUNTED.test(route)) return;
    health.noteRequest(reply.statusCode, waitsOnPurpose(request) ? undefined : reply.elapsedTime);
  });

  app.get('/health/live', (_request, reply) => {
    const duties = health.findStuckDuties();
    const isLive = duties.length === 0;
    return reply
      .code(isLive ? 200 : 503)
      .send({ status: isLive ? 'live' : 'stuck', duties: [...duties] } satisfies LiveView);
  });

  app.get('/health/ready', (_request, reply) => {
    const { status, reasons, sinceProgressMs } = health.judgeReadiness();
    const storeAnswers = !reasons.some(({ code }) => code === 'STORE_SILENT');
    const body: ReadyView = {
      status,
      storeAnswers,
      sinceProgressMs: Math.round(sinceProgressMs),
      reasons: [...reasons],
    };
    return reply.code(status === 'ready' ? 200 : 503).send(body);
  });

  app.get('/health', (_request, reply) => {
    const { status, score, components } = scoreFleet(health.readFacts());
    const body: HealthView = { status, score, at: new Date().toISOString(), components: toPlain(components) };
    return reply.code(status === 'unhealthy' ? 503 : 200).send(body);
  });
}

const toPlain = (components: ReturnType<typeof scoreFleet>['components']): HealthView['components'] =>
  components.map((one) => ({ ...one, reasons: one.reasons.map((reason) => ({ ...reason })) }));
