import { PRINTABLE_PATTERN } from '@ag06/contracts';
import { CorrelatedSignal, NoQuery, SignalAccepted } from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';
import { ACTOR_HEADER } from './steering-descriptions.ts';

const ACCEPTED = { runId: 'r0-0mwvdobfe36IBKNqGC560', name: 'approval', key: 'ok-7' };
const HEADERS = {
  ...ACTOR_HEADER,
  'Idempotency-Key': {
    description: 'A key of the caller. A run takes each key once, as long as it exists.',
    schema: z.string().regex(PRINTABLE_PATTERN),
  },
};
const ANSWERS = {
  202: { description: 'The run has the signal.', schema: SignalAccepted, example: ACCEPTED },
  200: {
    description: 'The run had a signal with this key before.',
    schema: SignalAccepted,
    example: ACCEPTED,
  },
};
const BODY = {
  400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
  413: ['BODY_TOO_LARGE'],
};
const INVALID = ['SIGNAL_INVALID', 'QUERY_INVALID', 'KEY_INVALID', 'ACTOR_INVALID'];

export const signalRunDescription: RouteDescription = {
  id: 'signalRun',
  tag: 'runs',
  summary: 'Sends a signal to a run. The body is its payload.',
  details:
    'The step that has waited longest for this name completes with the payload. If none waits, the run keeps the signal for the next step that does, first in first out, also while it is paused.',
  query: NoQuery,
  headers: HEADERS,
  body: { schema: z.json(), types: ['application/json'], example: { approved: true } },
  answers: ANSWERS,
  problems: {
    ...BODY,
    404: ['RUN_UNKNOWN', 'SIGNAL_UNKNOWN'],
    409: ['RUN_ENDED', 'SIGNAL_LIMIT', 'KEY_REUSED'],
    422: INVALID,
    429: ['MAILBOX_FULL'],
  },
};

export const signalByCorrelationDescription: RouteDescription = {
  id: 'signalByCorrelation',
  tag: 'runs',
  summary: 'Sends a signal to the one open run of a correlation id that takes it.',
  query: NoQuery,
  headers: HEADERS,
  body: {
    schema: CorrelatedSignal,
    types: ['application/json'],
    example: { correlationId: 'order-7', payload: { approved: true } },
  },
  answers: ANSWERS,
  problems: {
    ...BODY,
    404: ['SIGNAL_UNKNOWN'],
    409: ['SIGNAL_AMBIGUOUS', 'RUN_ENDED', 'SIGNAL_LIMIT', 'KEY_REUSED'],
    422: INVALID,
    429: ['MAILBOX_FULL'],
  },
};
