import { ArchivedRunsQuery, NoQuery } from '@ag06/contracts/api';
import {
  ArchiveAdopt,
  ArchiveAdoptedView,
  ArchivePrune,
  ArchivePrunedView,
  ArchiveSegmentListView,
  ArchiveSegmentsQuery,
  ArchiveVerifiedView,
  ArchiveVerifyQuery,
  ArchiveView,
} from '@ag06/contracts/archive';
import type { RouteDescription } from '../openapi/route-description.ts';
import { listRunsDescription } from './run-descriptions.ts';

const SEGMENT = '1796000000000-1795990000000-500-0f1e2d3c4b5a6978.ag06';
const NEWEST = '2026-11-30T00:53:20.000Z';
const OLDEST = '2026-11-29T22:06:40.000Z';
const DAY_MS = 86_400_000;
const OFF = ['ARCHIVE_OFF', 'ARCHIVE_DIFFERS'];
const PROBLEMS = { 409: OFF, 422: ['QUERY_INVALID'] };
const LIST = { ...listRunsDescription, query: ArchivedRunsQuery };

export const showArchiveDescription: RouteDescription = {
  id: 'showArchive',
  tag: 'archive',
  summary: 'Shows what is in the archive, and how long it is kept.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The archive.',
      schema: ArchiveView,
      example: {
        place: 's3://ag06-archive/acme',
        segments: 2_000,
        runs: 8_000_000,
        bytes: 800_000_000,
        newest: NEWEST,
        oldest: '2025-11-29T22:06:40.000Z',
        streams: { streams: 40, segments: 900, events: 9_000_000, bytes: 500_000_000, orphaned: 0 },
        retention: { kept: 90 * DAY_MS, byStatus: { failed: 365 * DAY_MS }, holdTag: 'legal-hold' },
      },
    },
  },
  problems: PROBLEMS,
};

export const listArchiveSegmentsDescription: RouteDescription = {
  id: 'listArchiveSegments',
  tag: 'archive',
  summary: 'Lists the segments of the archive, those with the newest runs first.',
  query: ArchiveSegmentsQuery,
  answers: {
    200: {
      description: 'A page.',
      schema: ArchiveSegmentListView,
      example: {
        items: [{ segment: SEGMENT, runs: 500, bytes: 49_000, newest: NEWEST, oldest: OLDEST }],
        next: SEGMENT,
      },
    },
  },
  problems: PROBLEMS,
};

export const listArchivedRunsDescription: RouteDescription = {
  ...LIST,
  id: 'listArchivedRuns',
  tag: 'archive',
  summary: 'Lists the runs of the archive alone, newest first.',
  details:
    'With the filters of `GET /v1/runs`, which lists them too, among those of the store. `GET /v1/runs/{id}` and its sub-paths read an archived run; `GET /v1/runs/{id}/export` gives its history.',
  problems: { ...LIST.problems, 409: OFF },
};

export const verifyArchiveDescription: RouteDescription = {
  id: 'verifyArchive',
  tag: 'archive',
  summary: 'Reads segments whole, and says which are not as they were written.',
  details:
    'Each is read in full and checked by its hash, its directory and all its blocks. A request ends early rather than late: go on with `next` until there is none.',
  query: ArchiveVerifyQuery,
  answers: {
    200: {
      description: 'The page that was read.',
      schema: ArchiveVerifiedView,
      example: {
        segments: 20,
        runs: 9_800,
        events: 0,
        bytes: 960_400,
        broken: [
          {
            segment: SEGMENT,
            code: 'ARCHIVE_SEGMENT_BROKEN',
            message: `The segment segments/${SEGMENT} of the archive is broken: its bytes do not have its hash.`,
          },
        ],
        next: SEGMENT,
      },
    },
  },
  problems: PROBLEMS,
};

export const pruneArchiveDescription: RouteDescription = {
  id: 'pruneArchive',
  tag: 'archive',
  summary: 'Deletes archived runs that a filter selects, for good.',
  details:
    'By the age of their end, their workflow and how they ended; not those with the tag of a legal hold. It asks no `retention`. A request looks at some segments, and writes those with selected runs anew without them: go on with `next` until there is none. It may be repeated. If another dispatcher archives, that one lets it go first after the batch at hand; it waits 12 s at most.',
  query: NoQuery,
  body: {
    schema: ArchivePrune,
    types: ['application/json'],
    example: { filter: { olderThan: '90d', status: ['completed'] }, dryRun: true },
  },
  answers: {
    200: {
      description: 'The page that was looked at.',
      schema: ArchivePrunedView,
      example: { dryRun: true, segments: 20, matched: 9_795, pruned: 0, held: 5, unread: [], next: SEGMENT },
    },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    409: OFF,
    413: ['BODY_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: ['PRUNE_INVALID', 'QUERY_INVALID'],
    503: ['ARCHIVE_BUSY'],
  },
};

export const adoptArchiveDescription: RouteDescription = {
  id: 'adoptArchive',
  tag: 'archive',
  summary: 'Makes the archive of this dispatcher that of the fleet, in place of another.',
  details:
    'A fleet keeps the identity of its archive, and a dispatcher with another one archives nothing (`ARCHIVE_DIFFERS`). Asked without `inPlaceOf`, this says which archive is here and which one the fleet has. With the identity of the latter, that one is given up: nothing is copied from it and nothing deleted, and its runs are no longer found. May be repeated.',
  query: NoQuery,
  body: {
    schema: ArchiveAdopt,
    types: ['application/json'],
    example: { inPlaceOf: '0f1e2d3c4b5a6978' },
  },
  answers: {
    200: {
      description: 'How things are now.',
      schema: ArchiveAdoptedView,
      example: {
        adopted: true,
        place: 's3://ag06-archive/acme',
        archive: '8796a5b4c3d2e1f0',
        isOfFleet: true,
        inPlaceOf: '0f1e2d3c4b5a6978',
      },
    },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    409: OFF,
    413: ['BODY_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: ['ADOPTION_INVALID', 'QUERY_INVALID'],
  },
};
