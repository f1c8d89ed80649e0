import type { FastifyInstance } from 'fastify';
import { openApiDescription } from '../descriptions/fleet-descriptions.ts';
import { createDocument, type KnownRoute } from './create-document.ts';

/** Notes every route that is added from now on. HEAD is what every GET also answers to. */
export function collectRoutes(app: FastifyInstance): readonly KnownRoute[] {
  const routes: KnownRoute[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) {
      if (one !== 'HEAD') routes.push({ method: one, url, description: config?.description });
    }
  });
  return routes;
}

/** The document of all routes; made when it is first asked for. */
export function addOpenApiRoute(app: FastifyInstance, routes: readonly KnownRoute[]): void {
  let document: string | undefined;
  app.get('/openapi.json', openApiDescription, (_request, reply) => {
    document ??= JSON.stringify(createDocument(routes));
    return reply.type('application/json').send(document);
  });
}
