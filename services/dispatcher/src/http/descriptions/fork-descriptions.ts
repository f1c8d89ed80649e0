import { PRINTABLE_PATTERN } from '@ag06/contracts';
import { NoQuery, RunAllow, RunFork, RunForked, RunSteered } from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';
import { ACTOR_HEADER } from './steering-descriptions.ts';

const RUN = 'r0-0mwvdobfe36IBKNqGC560';
const FORK = 'r0-0mwvdq1xk01IBKNqGC561';

const FORKED = {
  runId: FORK,
  status: 'running',
  correlationId: 'order-4711',
  forkedFrom: { runId: RUN, seq: 24, step: 'send', effects: 'recorded' },
  kept: 2,
  again: [{ step: 'send', because: 'it is forked from this step' }],
  dropped: [],
};

export const forkRunDescription: RouteDescription = {
  id: 'forkRun',
  tag: 'runs',
  summary: 'Forks a run: another run begins with the outcomes that this one had.',
  details:
    'The fork has the outcomes of all steps but the one that `from` names and those behind it; or, if `from` is the number of an event, all outcomes up to that event, those of items and iterations included. The source is only read, in any status. Signals that wait and open child runs stay with it; the fork starts children of its own. With an `Idempotency-Key` the same request forks once.',
  query: NoQuery,
  headers: {
    'Idempotency-Key': {
      description: 'Of the caller: one key, one run.',
      schema: z.string().regex(PRINTABLE_PATTERN),
    },
  },
  body: {
    schema: RunFork,
    types: ['application/json'],
    example: { from: 'send', effects: 'recorded', allow: ['mail.draft'] },
  },
  answers: {
    202: { description: 'The fork is on its way.', schema: RunForked, example: FORKED },
    200: { description: 'The key is known: this is its run.', schema: RunForked, example: FORKED },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    404: ['RUN_UNKNOWN', 'VERSION_UNKNOWN'],
    409: ['KEY_REUSED', 'FLEET_OLDER'],
    410: ['KEY_RUN_DELETED'],
    413: ['BODY_TOO_LARGE', 'INPUT_TOO_LARGE', 'FORK_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: [
      'FORK_INVALID',
      'FORK_FROM_UNKNOWN',
      'INPUT_INVALID',
      'ATTRIBUTES_INVALID',
      'QUERY_INVALID',
      'KEY_INVALID',
    ],
    503: ['STORE_NEARLY_FULL'],
  },
};

export const allowNamesDescription: RouteDescription = {
  id: 'allowNames',
  tag: 'runs',
  summary: 'Lets agents and workflows act for real in a fork with recorded effects.',
  details:
    'Steps that are `blocked` by `fork:<name>` go on, also those that come to it later. What is allowed stays allowed.',
  query: NoQuery,
  headers: ACTOR_HEADER,
  body: { schema: RunAllow, types: ['application/json'], example: { allow: ['mail.send'] } },
  answers: {
    200: { description: 'They may act.', schema: RunSteered, example: { runId: FORK, status: 'running' } },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    404: ['RUN_UNKNOWN'],
    409: ['RUN_NOT_FORKED', 'RUN_ENDED'],
    413: ['BODY_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: ['ALLOW_INVALID', 'QUERY_INVALID', 'ACTOR_INVALID'],
  },
};
