import { type LinksView, NoQuery } from '@ag06/contracts';
import type { FastifyInstance } from 'fastify';
import { check } from '../intake/check.ts';
import { showLinksDescription } from './descriptions/links-description.ts';

/** Tells where else there is more about runs. */
export function addLinkRoutes(app: FastifyInstance, links: LinksView): void {
  app.get('/v1/links', showLinksDescription, async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return links;
  });
}
