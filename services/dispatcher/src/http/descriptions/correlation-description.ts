import { CorrelationQuery, CorrelationView } from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const AT = '2026-01-02T03:04:05.678Z';

export const showCorrelationDescription: RouteDescription = {
  id: 'showCorrelation',
  tag: 'streams',
  summary: 'Shows all that happened under a correlation id, in one timeline.',
  details:
    'The events of its runs, which include the signals that they took, and the events of streams, by time. Of more than 200 runs the newest are shown, and `isComplete` is false. Archived events are among them; `unread` names parts of the archive that cannot be read. An id that nobody used has an empty timeline.',
  query: CorrelationQuery,
  answers: {
    200: {
      description: 'A page.',
      schema: CorrelationView,
      example: {
        correlationId: 'o-7',
        runs: 1,
        isComplete: true,
        events: [
          {
            at: AT,
            run: { runId: 'r0-0mwvdobfe36IBKNqGC560', workflow: 'ship' },
            event: {
              seq: 1,
              type: 'run.accepted',
              at: AT,
              correlationId: 'o-7',
              traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
            },
          },
          {
            at: AT,
            stream: 'orders',
            event: { position: 7, at: AT, type: 'order.paid', data: null, correlationId: 'o-7' },
          },
        ],
      },
    },
  },
  problems: { 422: ['QUERY_INVALID', 'CURSOR_INVALID', 'CORRELATION_ID_INVALID'] },
};
