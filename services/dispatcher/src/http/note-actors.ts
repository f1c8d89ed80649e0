import { toLogIds } from '@ag06/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readActor } from '../intake/actor.ts';
import type { Parts } from '../parts.ts';

/** Whether requests of this method change something, so that they take `X-Actor`. */
export const changesSomething = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

/**
 * Notes in the log who asked for a change, with its route and what that names: also of routes that keep the name nowhere else. A name
 * that is not usable is refused on every route that changes something: ACTOR_INVALID.
 */
export function noteActors(app: FastifyInstance, parts: Pick<Parts, 'log'>): void {
  app.addHook('preHandler', async (request) => {
    actorOf(request);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const by = reply.statusCode < 400 ? actorOf(request) : undefined;
    if (by !== undefined) {
      const { method, params: of, correlation, routeOptions } = request;
      const line = { ...toLogIds(correlation), by, method, route: routeOptions.url, of };
      parts.log.info(line, 'A person asked for a change.');
    }
    done();
  });
}

/** Throws `Refusal` ACTOR_INVALID. */
const actorOf = ({ method, headers }: FastifyRequest): string | undefined =>
  changesSomething(method) ? readActor(headers['x-actor']) : undefined;
