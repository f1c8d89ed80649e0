import { PRINTABLE_PATTERN } from '@ag06/contracts';
import { NoQuery, RunCancelled, RunRetry, RunSteered } from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const RUN = 'r0-0mwvdobfe36IBKNqGC560';
const CANCELLED = { runId: RUN, status: 'cancelled' };

export const ACTOR_HEADER = {
  'X-Actor': {
    description:
      "The name of the person who asks for it, for the log. Beyond ASCII as RFC 8187 writes it: `UTF-8''%C5%81ukasz`; it is then of at most 128 characters without controls.",
    schema: z.string().max(2_048),
  },
};

export const pauseRunDescription: RouteDescription = {
  id: 'pauseRun',
  tag: 'runs',
  summary: 'Pauses a run: none of its steps begins until it is resumed.',
  details:
    'Running steps finish. Steps that would begin are `blocked` by `pause`, and use up neither an attempt nor a delivery. The time-out of the run goes on. A paused run stays paused.',
  query: NoQuery,
  headers: ACTOR_HEADER,
  answers: {
    200: { description: 'It is paused.', schema: RunSteered, example: { runId: RUN, status: 'paused' } },
  },
  problems: {
    404: ['RUN_UNKNOWN'],
    409: ['RUN_ENDED', 'RUN_NOT_STARTED', 'RUN_UNDOING'],
    422: ['QUERY_INVALID', 'ACTOR_INVALID'],
  },
};

export const resumeRunDescription: RouteDescription = {
  id: 'resumeRun',
  tag: 'runs',
  summary: 'Resumes a run.',
  details: 'A run that is not paused stays as it is.',
  query: NoQuery,
  headers: ACTOR_HEADER,
  answers: {
    200: {
      description: 'It is not paused.',
      schema: RunSteered,
      example: { runId: RUN, status: 'running' },
    },
  },
  problems: { 404: ['RUN_UNKNOWN'], 409: ['RUN_ENDED'], 422: ['QUERY_INVALID', 'ACTOR_INVALID'] },
};

export const terminateRunDescription: RouteDescription = {
  id: 'terminateRun',
  tag: 'runs',
  summary: 'Terminates a run at once, without the steps that would end it in good order.',
  details: 'As `cancel`, with the code RUN_TERMINATED; a run that undoes what it did stops doing so.',
  query: NoQuery,
  headers: ACTOR_HEADER,
  answers: {
    202: { description: 'It was terminated.', schema: RunCancelled, example: CANCELLED },
    200: { description: 'It was cancelled before.', schema: RunCancelled, example: CANCELLED },
  },
  problems: { 404: ['RUN_UNKNOWN'], 409: ['RUN_ENDED'], 422: ['QUERY_INVALID', 'ACTOR_INVALID'] },
};

export const retryRunDescription: RouteDescription = {
  id: 'retryRun',
  tag: 'runs',
  summary: 'Retries a run that failed or timed out, from its failed steps.',
  details:
    'Steps that failed, timed out or were cancelled begin again with their first attempt; completed steps stay, and so do completed items of a `forEach`. The time-out of the run starts again. Of two requests about one end, the second is refused, unless both have the same `Idempotency-Key`: then it gets the same answer.',
  query: NoQuery,
  headers: {
    ...ACTOR_HEADER,
    'Idempotency-Key': {
      description: 'Of the caller: the last retry of a run is not repeated under its key.',
      schema: z.string().regex(PRINTABLE_PATTERN),
    },
  },
  body: { schema: RunRetry, types: ['application/json'], example: { steps: ['send'] } },
  answers: {
    202: { description: 'The run goes on.', schema: RunSteered, example: { runId: RUN, status: 'running' } },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    404: ['RUN_UNKNOWN'],
    409: ['RUN_NOT_RETRYABLE'],
    413: ['BODY_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: ['RETRY_INVALID', 'STEP_NOT_RETRYABLE', 'QUERY_INVALID', 'ACTOR_INVALID', 'KEY_INVALID'],
  },
};
