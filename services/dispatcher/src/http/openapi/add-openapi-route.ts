import type { FastifyInstance } from 'fastify';
import { openApiDescription } from '../descriptions/fleet-descriptions.ts';
import { createDocument } from './create-document.ts';

/** The document of all routes; made when it is first asked for. HEAD is what every GET also answers to. */
export function addOpenApiRoute(app: FastifyInstance): void {
  let document: string | undefined;
  app.get('/openapi.json', openApiDescription, (_request, reply) => {
    document ??= JSON.stringify(createDocument(app.knownRoutes.filter(({ method }) => method !== 'HEAD')));
    return reply.type('application/json').send(document);
  });
}
