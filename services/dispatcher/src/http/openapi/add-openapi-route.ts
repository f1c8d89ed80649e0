import type { FastifyInstance } from 'fastify';

/** Serves the document of all routes. It is made with the first request. A HEAD is part of its GET. */
export function addOpenApiRoute(app: FastifyInstance): void {
  let document: Promise<string> | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    document ??= writeDocument(app).catch((error: unknown) => {
      // The next request tries again.
      document = undefined;
      throw error;
    });
    return reply.type('application/json').send(await document);
  });
}

/** Loads the descriptions only now: a dispatcher that nobody asks for the document starts without them. */
async function writeDocument({ knownRoutes }: FastifyInstance): Promise<string> {
  const { createDocument } = await import('./create-document.ts');
  return JSON.stringify(createDocument(knownRoutes.filter(({ method }) => method !== 'HEAD')));
}
