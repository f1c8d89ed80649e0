import { FeedEventView, FeedQuery } from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const DETAILS = `Server-sent events: each has the \`id\` behind which a reader goes on, the event's type as \`event\`, and as
\`data\` what the schema says. They come in one order, by time, run and number, the same at every dispatcher.

- A reader goes on with \`Last-Event-ID\` (browsers send it by themselves) or \`after\`, at any dispatcher, with neither a
  gap nor a repetition, for an hour (AG06_FEED_WINDOW); the events of runs that were deleted meanwhile are missing.
- Without either it begins now. A number of milliseconds since 1970 is a place as well.
- Every 15 s without an event, a comment and an \`id\` without data show that it lives.
- An event \`end\` with \`{code, detail}\` is the last one: FEED_STALLED (the reader took nothing for 10 s),
  DISPATCHER_STOPPING, STORE_UNAVAILABLE, INTERNAL. Connect again.`;

export const followFeedDescription: RouteDescription = {
  id: 'followFeed',
  tag: 'feed',
  summary: 'Follows the events of all runs as they are committed.',
  details: DETAILS,
  query: FeedQuery,
  headers: {
    'Last-Event-ID': {
      description: 'The `id` of the last event that the reader has.',
      schema: z.string().max(64),
    },
  },
  answers: {
    200: {
      description: 'The feed, until the reader or the dispatcher ends it.',
      type: 'text/event-stream',
      schema: FeedEventView,
      example:
        'id: 1767323045678.r0-0mwvdobfe36IBKNqGC560.2\nevent: run.started\ndata: {"runId":"…","seq":2,…}\n\n',
    },
  },
  problems: {
    410: ['FEED_POSITION_GONE'],
    422: ['QUERY_INVALID', 'FEED_POSITION_INVALID'],
    503: ['FEED_FULL'],
  },
};
