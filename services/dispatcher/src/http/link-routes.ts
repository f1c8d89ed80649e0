import type { LinksView } from '@ag06/contracts';
import { NoQuery } from '@ag06/contracts/api';
import type { FastifyInstance } from 'fastify';
import { check } from '../intake/check.ts';

/** Tells where else there is more about runs. */
export function addLinkRoutes(app: FastifyInstance, links: LinksView): void {
  app.get('/v1/links', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return links;
  });
}
