import { HistoryLine, NoQuery, RunStateView, StateQuery } from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const RUN = 'r0-0mwvdobfe36IBKNqGC560';
const CREATED_AT = '2026-11-28T09:00:00.000Z';

export const showStateDescription: RouteDescription = {
  id: 'showState',
  tag: 'runs',
  summary: 'Shows a run as its readers saw it at a moment.',
  details:
    'The log of the run tells it, up to an event or a time: every status, count of items, wait, output and error. Places in queues it does not tell. A log of more than 200,000 events takes several requests: each is refused with 503 and `Retry-After`, and the next goes on from there.',
  query: StateQuery,
  answers: {
    200: {
      description: 'The run at that moment.',
      schema: RunStateView,
      example: {
        runId: RUN,
        workflow: 'hello',
        version: '5f1c2b7a9e0d',
        status: 'running',
        tenant: 'default',
        priority: 'normal',
        correlationId: 'order-66',
        traceId: null,
        tags: [],
        createdAt: CREATED_AT,
        input: { name: 'you' },
        steps: { greet: { status: 'running', attempt: 1 } },
        seq: 3,
        at: CREATED_AT,
      },
    },
  },
  problems: {
    404: ['RUN_UNKNOWN', 'RUN_NOT_YET'],
    422: ['QUERY_INVALID'],
    503: ['STATE_PENDING'],
  },
};

export const exportRunDescription: RouteDescription = {
  id: 'exportRun',
  tag: 'runs',
  summary: 'Exports a run with its definition and all its events.',
  details:
    'JSON, one value a line: the head, each event, and the end. The pieces of an output above 256 KiB come in front of its event. An answer without its end was cut off. `ag06 runs replay` decides all of it again.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The lines.',
      schema: HistoryLine,
      type: 'application/x-ndjson',
      example: { seq: 2, type: 'run.started', at: CREATED_AT },
    },
  },
  problems: { 404: ['RUN_UNKNOWN'], 422: ['QUERY_INVALID'] },
};
