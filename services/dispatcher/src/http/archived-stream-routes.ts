import { DEFAULT_TENANT } from '@ag06/contracts';
import { NoQuery } from '@ag06/contracts/api';
import {
  type ArchivedStreamListView,
  ArchivedStreamsPrune,
  type ArchivedStreamsPrunedView,
  ArchivedStreamsQuery,
} from '@ag06/contracts/archive';
import type { FastifyInstance } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listStreamSegments, pruneArchivedStreams } from '../use-cases/archive/archived-streams.ts';
import { parseJsonBody } from './body-text.ts';
import { whileWanted } from './while-wanted.ts';

/** A filter is short: a body of more is no such thing. */
const FILTER_BYTES = 16 * 1024;
/** A segment is begun within this time, and is removed within the rest. */
const BUDGET_MS = 5_000;
const LISTING_MS = 5_000;

export function addArchivedStreamRoutes(app: FastifyInstance, parts: Parts): void {
  app.get('/v1/archive/streams', async (request): Promise<ArchivedStreamListView> => {
    const page = check(ArchivedStreamsQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listStreamSegments(parts, DEFAULT_TENANT, page), LISTING_MS);
  });

  app.post(
    '/v1/archive/streams/prune',
    { bodyLimit: FILTER_BYTES },
    async (request, reply): Promise<ArchivedStreamsPrunedView> => {
      check(NoQuery, request.query, 'QUERY_INVALID');
      const asked = check(ArchivedStreamsPrune, parseJsonBody(request.body), 'PRUNE_INVALID');
      const prune = (signal: AbortSignal) =>
        pruneArchivedStreams(parts, DEFAULT_TENANT, asked, BUDGET_MS, signal);
      return whileWanted(reply, prune, BUDGET_MS + LISTING_MS);
    },
  );
}
