import { DEFAULT_TENANT, type RunPageView } from '@ag06/contracts';
import { ArchivedRunsQuery, NoQuery } from '@ag06/contracts/api';
import {
  ArchiveAdopt,
  type ArchiveAdoptedView,
  ArchivePrune,
  type ArchivePrunedView,
  type ArchiveSegmentListView,
  ArchiveSegmentsQuery,
  type ArchiveVerifiedView,
  ArchiveVerifyQuery,
  type ArchiveView,
} from '@ag06/contracts/archive';
import type { FastifyInstance } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { adoptArchive } from '../use-cases/archive/adopt-archive.ts';
import { needArchive } from '../use-cases/archive/need-archive.ts';
import { BUSY_MS, pruneArchive } from '../use-cases/archive/prune-archive.ts';
import { listSegments, showArchive } from '../use-cases/archive/show-archive.ts';
import { verifyArchive } from '../use-cases/archive/verify-archive.ts';
import { parseJsonBody } from './body-text.ts';
import type { CursorCodec } from './cursor.ts';
import { describeRunPage } from './describe-run-page.ts';
import { readRunsQuery } from './read-runs-query.ts';
import { whileWanted } from './while-wanted.ts';

/** A filter is short: a body of more is no such thing. */
const FILTER_BYTES = 16 * 1024;
/** A segment is begun within this time, and ends within the rest: a client waits for 30 s. */
const BUDGET_MS = 5_000;
const SEGMENT_MS = 8_000;
/** Of a list of objects. */
const LISTING_MS = 5_000;

export function addArchiveRoutes(app: FastifyInstance, parts: Parts, cursors: CursorCodec): void {
  app.get('/v1/archive', async (request): Promise<ArchiveView> => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showArchive(parts), LISTING_MS);
  });

  app.get('/v1/archive/segments', async (request): Promise<ArchiveSegmentListView> => {
    const page = check(ArchiveSegmentsQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listSegments(parts, page), LISTING_MS);
  });

  app.get('/v1/archive/runs', async (request, reply): Promise<RunPageView> => {
    const query = readRunsQuery(request.query, cursors, ArchivedRunsQuery);
    const list = async (signal: AbortSignal) =>
      (await needArchive(parts)).archive.listRuns({ ...query, signal });
    return describeRunPage(await whileWanted(reply, list, LISTING_MS), cursors);
  });

  app.get('/v1/archive/verify', async (request, reply): Promise<ArchiveVerifiedView> => {
    const asked = check(ArchiveVerifyQuery, request.query, 'QUERY_INVALID');
    const verify = (signal: AbortSignal) => verifyArchive(parts, { ...asked, budgetMs: BUDGET_MS }, signal);
    return whileWanted(reply, verify, BUDGET_MS + SEGMENT_MS);
  });

  app.post(
    '/v1/archive/prune',
    { bodyLimit: FILTER_BYTES },
    async (request, reply): Promise<ArchivePrunedView> => {
      check(NoQuery, request.query, 'QUERY_INVALID');
      const asked = check(ArchivePrune, parseJsonBody(request.body), 'PRUNE_INVALID');
      const limits = { budgetMs: BUDGET_MS, busyMs: BUSY_MS };
      const prune = (signal: AbortSignal) => pruneArchive(parts, DEFAULT_TENANT, asked, limits, signal);
      return whileWanted(reply, prune, BUSY_MS + BUDGET_MS + SEGMENT_MS);
    },
  );

  app.post('/v1/archive/adopt', { bodyLimit: FILTER_BYTES }, async (request): Promise<ArchiveAdoptedView> => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const asked = check(ArchiveAdopt, parseJsonBody(request.body), 'ADOPTION_INVALID');
    return withDeadline(adoptArchive(parts, asked), LISTING_MS);
  });
}
