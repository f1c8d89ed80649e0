import { PRINTABLE_PATTERN } from '@ag06/contracts';
import {
  BulkAccepted,
  BulkListView,
  BulkView,
  DeadLetterBulk,
  NoQuery,
  RunBulk,
  RunDeleted,
} from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const BULK = 'b-0f1e2d3c4b5a69788796a5b4';
const AT = '2026-01-02T03:04:05.678Z';
const ACCEPTED = { bulkId: BULK, matched: 5_000, isExact: false };
const VIEW = {
  bulkId: BULK,
  of: 'runs',
  action: 'cancel',
  filter: { status: ['running'], workflow: 'digest' },
  dryRun: false,
  status: 'running',
  createdAt: AT,
  matched: 1_400,
  done: 1_199,
  refused: 1,
  failed: 0,
  reasons: [
    {
      id: 'r0-0mwvdobfe36IBKNqGC560',
      outcome: 'refused',
      code: 'RUN_ENDED',
      message: 'The run r0-0mwvdobfe36IBKNqGC560 is completed already.',
    },
  ],
};

const HEADERS = {
  'Idempotency-Key': {
    description: 'A key of the caller. A request with the same key gets the same bulk, while that is kept.',
    schema: z.string().regex(PRINTABLE_PATTERN),
  },
};

const ANSWERS = {
  202: { description: 'The bulk was accepted.', schema: BulkAccepted, example: ACCEPTED },
  200: {
    description: 'The bulk that was made with this key before.',
    schema: BulkAccepted,
    example: ACCEPTED,
  },
};
const PROBLEMS = {
  400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
  409: ['BULKS_TOO_MANY', 'KEY_REUSED'],
  413: ['BODY_TOO_LARGE'],
  415: ['MEDIA_TYPE_UNSUPPORTED'],
  422: ['BULK_INVALID', 'KEY_INVALID', 'QUERY_INVALID'],
};

export const startRunBulkDescription: RouteDescription = {
  id: 'startRunBulk',
  tag: 'runs',
  summary: 'Does something to all runs that a filter selects.',
  details: `A dispatcher does it in the background, at most 2,000 runs a second for the whole fleet, and another one takes over if it dies. Runs that are created later are not part of it. An empty filter is refused; \`{"all": true}\` selects every run. With an \`Idempotency-Key\`, a repeated request gets the same bulk.`,
  query: NoQuery,
  headers: HEADERS,
  body: {
    schema: RunBulk,
    types: ['application/json'],
    example: { filter: { status: ['running'], workflow: 'digest' }, action: 'cancel', dryRun: true },
  },
  answers: ANSWERS,
  problems: PROBLEMS,
};

export const startDeadLetterBulkDescription: RouteDescription = {
  id: 'startDeadLetterBulk',
  tag: 'fleet',
  summary: 'Redrives or deletes all dead letters that a filter selects.',
  details:
    'In the background, as bulks of runs; `GET /v1/bulk/{id}` shows its progress. An empty filter is refused; `{"all": true}` selects every letter.',
  query: NoQuery,
  headers: HEADERS,
  body: {
    schema: DeadLetterBulk,
    types: ['application/json'],
    example: { filter: { reason: 'WORKFLOW_UNKNOWN' }, action: 'redrive' },
  },
  answers: ANSWERS,
  problems: PROBLEMS,
};

export const listBulksDescription: RouteDescription = {
  id: 'listBulks',
  tag: 'runs',
  summary: 'Lists the bulks under way, and the last 100 that ended.',
  query: NoQuery,
  answers: { 200: { description: 'All of them.', schema: BulkListView, example: { items: [VIEW] } } },
  problems: { 422: ['QUERY_INVALID'] },
};

export const showBulkDescription: RouteDescription = {
  id: 'showBulk',
  tag: 'runs',
  summary: 'Shows the progress of a bulk.',
  query: NoQuery,
  answers: { 200: { description: 'The bulk.', schema: BulkView, example: VIEW } },
  problems: { 404: ['BULK_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const stopBulkDescription: RouteDescription = {
  id: 'stopBulk',
  tag: 'runs',
  summary: 'Stops a bulk.',
  details:
    'The current page of at most 200 elements is finished; nothing is undone. Harmless if the bulk has ended.',
  query: NoQuery,
  answers: {
    200: { description: 'The bulk.', schema: BulkView, example: { ...VIEW, status: 'stopping' } },
  },
  problems: { 404: ['BULK_UNKNOWN'], 422: ['QUERY_INVALID'], 503: ['BULK_BUSY'] },
};

export const deleteRunDescription: RouteDescription = {
  id: 'deleteRun',
  tag: 'runs',
  summary: 'Deletes a run that has ended, with its log.',
  details:
    'Its Idempotency-Key is kept until it expires, so that the same submission does not start it again.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The run is deleted.',
      schema: RunDeleted,
      example: { runId: 'r0-0mwvdobfe36IBKNqGC560', deleted: true },
    },
  },
  problems: { 404: ['RUN_UNKNOWN'], 409: ['RUN_OPEN', 'RUN_ON_HOLD'], 422: ['QUERY_INVALID'] },
};
