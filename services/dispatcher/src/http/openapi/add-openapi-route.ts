import type { FastifyInstance } from 'fastify';
import { openApiDescription } from '../descriptions/fleet-descriptions.ts';
import { createDocument } from './create-document.ts';

/** Serves the document of all routes. It is made with the first request. A HEAD is part of its GET. */
export function addOpenApiRoute(app: FastifyInstance): void {
  let document: string | undefined;
  app.get('/openapi.json', openApiDescription, (_request, reply) => {
    document ??= JSON.stringify(createDocument(app.knownRoutes.filter(({ method }) => method !== 'HEAD')));
    return reply.type('application/json').send(document);
  });
}
