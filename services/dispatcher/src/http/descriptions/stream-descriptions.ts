import { PRINTABLE_PATTERN } from '@ag06/contracts';
import {
  NoQuery,
  StreamAppend,
  StreamAppended,
  StreamDeleted,
  StreamDeleteQuery,
  StreamEventPageView,
  StreamEventsQuery,
  StreamEventView,
  StreamFeedQuery,
  StreamListView,
  StreamsQuery,
  StreamView,
} from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const AT = '2026-01-02T03:04:05.678Z';
const INCARNATION = 1_767_323_045_000;
const EVENT = {
  position: 7,
  at: AT,
  type: 'order.paid',
  data: { order: 'o-7', total: 120 },
  correlationId: 'o-7',
};
const APPENDED = {
  events: [{ position: 7, at: AT, duplicate: false }],
  last: 7,
  incarnation: INCARNATION,
};
const SUMMARY = {
  name: 'orders',
  incarnation: INCARNATION,
  count: 7,
  bytes: 512,
  first: { position: 1, at: AT },
  last: { position: 7, at: AT },
};

export const appendEventsDescription: RouteDescription = {
  id: 'appendEvents',
  tag: 'streams',
  summary: 'Appends an event, or a batch of at most 1,000, to a stream.',
  details: `The first event makes the stream. A batch is appended as a whole or not at all.

- An event whose \`id\` the stream knows is a duplicate; without an \`id\`, one with the same type, data and correlation id
  that was appended within AG06_STREAM_DEDUPE (5 min). A duplicate is no error: its answer has the position of the first.
- With \`expect\`, it is appended only if the stream ends at that position, else 409 STREAM_CONFLICT: \`expected\` of the
  first error is the last position.
- The same request with the same \`Idempotency-Key\` is one append, and gets the same answer, for 10 min, or until the answers
  that the stream keeps for it have 64 MiB. With another body it is refused (409 KEY_REUSED).`,
  query: NoQuery,
  headers: {
    'Idempotency-Key': {
      description: 'A key of the caller, so that the request can be repeated.',
      schema: z.string().regex(PRINTABLE_PATTERN),
    },
  },
  body: {
    schema: StreamAppend,
    types: ['application/json'],
    example: { type: 'order.paid', data: { order: 'o-7', total: 120 }, id: 'payment-31' },
  },
  answers: {
    201: { description: 'At least one event is new.', schema: StreamAppended, example: APPENDED },
    200: {
      description: 'All of them were there already.',
      schema: StreamAppended,
      example: { ...APPENDED, events: [{ position: 7, at: AT, duplicate: true }] },
    },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    409: ['STREAM_CONFLICT', 'KEY_REUSED'],
    413: ['BODY_TOO_LARGE', 'EVENT_TOO_LARGE', 'EVENTS_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: ['EVENTS_INVALID', 'STREAM_INVALID', 'KEY_INVALID', 'QUERY_INVALID'],
    503: ['INTAKE_BUSY'],
  },
};

export const listStreamsDescription: RouteDescription = {
  id: 'listStreams',
  tag: 'streams',
  summary: 'Lists streams by name.',
  query: StreamsQuery,
  answers: { 200: { description: 'A page.', schema: StreamListView, example: { items: [SUMMARY] } } },
  problems: { 422: ['QUERY_INVALID'] },
};

export const showStreamDescription: RouteDescription = {
  id: 'showStream',
  tag: 'streams',
  summary: 'Shows a stream: how many events it has, since when, and of which types.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The stream.',
      schema: StreamView,
      example: { ...SUMMARY, types: [{ type: 'order.paid', count: 7 }], otherTypes: 0 },
    },
  },
  problems: { 404: ['STREAM_UNKNOWN'], 422: ['QUERY_INVALID', 'STREAM_INVALID'] },
};

export const readStreamDescription: RouteDescription = {
  id: 'readStream',
  tag: 'streams',
  summary: 'Reads the events of a stream in order.',
  details:
    'Filters are ANDed. `after` and `to` are exclusive, `from` is inclusive. A page may be short or empty and still have a `next`, where few events match or they are large. Events that left the store for the archive are read from there, on pages with `archived`.',
  query: StreamEventsQuery,
  answers: {
    200: {
      description: 'A page.',
      schema: StreamEventPageView,
      example: { events: [EVENT], next: 7, incarnation: INCARNATION },
    },
  },
  problems: {
    404: ['STREAM_UNKNOWN'],
    409: ['STREAM_RENEWED', 'POSITION_AHEAD'],
    422: ['QUERY_INVALID', 'STREAM_INVALID'],
  },
};

export const deleteStreamDescription: RouteDescription = {
  id: 'deleteStream',
  tag: 'streams',
  summary: 'Deletes a stream with its groups.',
  details:
    'It is gone at once; its space, and its events in the archive, are freed in the background. A stream that is written again begins with position 1, under a greater `incarnation`. Name the incarnation that you mean if you may repeat the request: else the repeat deletes a stream that was begun since.',
  query: StreamDeleteQuery,
  answers: {
    200: {
      description: 'The stream is deleted.',
      schema: StreamDeleted,
      example: { name: 'orders', deleted: true },
    },
  },
  problems: {
    404: ['STREAM_UNKNOWN'],
    409: ['STREAM_RENEWED'],
    422: ['QUERY_INVALID', 'STREAM_INVALID'],
  },
};

export const followStreamDescription: RouteDescription = {
  id: 'followStream',
  tag: 'streams',
  summary: 'Follows the events of a stream as they are appended.',
  details: `Server-sent events: each has the \`id\` behind which a reader goes on, the event's type as \`event\`, and as
\`data\` what the schema says, in the order of their positions.

- A reader goes on with \`Last-Event-ID\` (browsers send it by themselves) or \`after\`, at any dispatcher, with neither a
  gap nor a repetition. Without either it begins now; with \`after=0\` it begins with the first event.
- Every 15 s without an event, a comment and an \`id\` without data show that it lives.
- An event \`!end\` with \`{code, detail}\` is the last one. STREAM_DELETED: the stream was deleted, also if it was written
  again since. FEED_STALLED (the reader took nothing for 10 s), DISPATCHER_STOPPING, STORE_UNAVAILABLE, INTERNAL:
  connect again. Who comes back to a deleted stream gets 410 STREAM_DELETED, with which browsers stop; and 409 POSITION_AHEAD to
  a place behind the end.`,
  query: StreamFeedQuery,
  headers: {
    'Last-Event-ID': {
      description: 'The `id` of the last event that the reader has.',
      schema: z.string().max(64),
    },
  },
  answers: {
    200: {
      description: 'The events, until the reader, the dispatcher or the stream ends it.',
      type: 'text/event-stream',
      schema: StreamEventView,
      example: 'id: 7.1767323045000\nevent: order.paid\ndata: {"position":7,"type":"order.paid",…}\n\n',
    },
  },
  problems: {
    404: ['STREAM_UNKNOWN'],
    409: ['POSITION_AHEAD'],
    410: ['STREAM_DELETED'],
    422: ['QUERY_INVALID', 'STREAM_INVALID', 'FEED_POSITION_INVALID'],
    503: ['FEED_FULL'],
  },
};
