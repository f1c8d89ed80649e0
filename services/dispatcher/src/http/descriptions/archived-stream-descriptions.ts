import { NoQuery } from '@ag06/contracts/api';
import {
  ArchivedStreamListView,
  ArchivedStreamsPrune,
  ArchivedStreamsPrunedView,
  ArchivedStreamsQuery,
} from '@ag06/contracts/archive';
import type { RouteDescription } from '../openapi/route-description.ts';

const SEGMENT =
  'streams/default/orders/0000000000001-0f1e2d3c/0000000000000001-0000000000009000-1795990000000-1796000000000-0f1e2d3c4b5a6978.ag06';
const OFF = ['ARCHIVE_OFF', 'ARCHIVE_DIFFERS'];

export const listArchivedStreamsDescription: RouteDescription = {
  id: 'listArchivedStreams',
  tag: 'archive',
  summary: 'Lists the segments of archived events, by stream, the oldest events first.',
  query: ArchivedStreamsQuery,
  answers: {
    200: {
      description: 'A page.',
      schema: ArchivedStreamListView,
      example: {
        items: [
          {
            segment: SEGMENT,
            stream: 'orders',
            incarnation: 1,
            first: { position: 1, at: '2026-11-29T22:06:40.000Z' },
            last: { position: 9_000, at: '2026-11-30T00:53:20.000Z' },
            events: 9_000,
            bytes: 450_000,
          },
        ],
        next: SEGMENT,
      },
    },
  },
  problems: { 409: OFF, 422: ['QUERY_INVALID'] },
};

export const pruneArchivedStreamsDescription: RouteDescription = {
  id: 'pruneArchivedStreams',
  tag: 'archive',
  summary: 'Deletes archived events of streams that a filter selects, for good.',
  details:
    'By stream and by the age of the last event of a segment; a segment leaves as a whole. Those stay that have events which a group of the stream has not settled, dead letters included, or which have not left the store. The ids of events stay known. A request looks at some segments: go on with `next` until there is none. It may be repeated.',
  query: NoQuery,
  body: {
    schema: ArchivedStreamsPrune,
    types: ['application/json'],
    example: { filter: { stream: 'orders', olderThan: '365d' }, dryRun: true },
  },
  answers: {
    200: {
      description: 'The page that was looked at.',
      schema: ArchivedStreamsPrunedView,
      example: { dryRun: true, segments: 50, matched: 420_000, pruned: 0, held: 9_000, next: SEGMENT },
    },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    409: OFF,
    413: ['BODY_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: ['PRUNE_INVALID', 'QUERY_INVALID'],
  },
};
