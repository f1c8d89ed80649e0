import { LIMITS, PRINTABLE_PATTERN } from '@ag06/contracts';
import {
  BatchItem,
  BatchResultView,
  BatchSubmission,
  EventPageView,
  EventsQuery,
  ItemPageView,
  ItemsQuery,
  NoQuery,
  ResultQuery,
  RunAccepted,
  RunCancelled,
  RunExplanationView,
  RunOpen,
  RunPageView,
  RunResult,
  RunSubmission,
  RunsQuery,
  RunView,
  StepDetailView,
  StepQuery,
} from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const RUN = 'r0-0mwvdobfe36IBKNqGC560';
const IDS = { correlationId: 'order-66', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };
const ACCEPTED = { runId: RUN, status: 'running', correlationId: IDS.correlationId };
const CREATED_AT = '2026-01-02T03:04:05.678Z';
const SUMMARY = {
  runId: RUN,
  workflow: 'hello',
  version: '5f1c2b7a9e0d',
  status: 'running',
  tenant: 'default',
  priority: 'normal',
  ...IDS,
  tags: ['nightly'],
  attributes: { customer: 'c-17', total: 120.5 },
  createdAt: CREATED_AT,
};
const BODY_PROBLEMS = {
  400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
  415: ['MEDIA_TYPE_UNSUPPORTED'],
  503: ['INTAKE_BUSY'],
};

export const startRunDescription: RouteDescription = {
  id: 'startRun',
  tag: 'runs',
  summary: 'Starts a run of a workflow.',
  details:
    'With an `Idempotency-Key`, a request with the same body gets the same run, even if the workflow has newer versions. Once that run has ended and was deleted, the key is refused with 410 until it expires, because its run has been done. With `wait`, a run that ends within that time is answered with its result, which has an `output` or an `error`; any other as without. Whoever goes away meanwhile stops no run.',
  query: ResultQuery,
  headers: {
    'Idempotency-Key': {
      description:
        'A key of the caller. A request with the same key gets the same run, for `AG06_DEDUPE_TTL` (7 days) from its first use.',
      schema: z.string().regex(PRINTABLE_PATTERN),
    },
  },
  body: {
    schema: RunSubmission,
    types: ['application/json'],
    example: { workflow: 'hello', input: { name: 'you' }, priority: 'high', tags: ['nightly'], delay: '10s' },
  },
  answers: {
    202: { description: 'The run was accepted.', schema: RunAccepted, example: ACCEPTED },
    200: {
      description:
        'The run that was started with this key before; or how the run ended, if that was waited for.',
      schema: z.union([RunAccepted, RunResult]),
      example: { runId: RUN, status: 'completed', output: { text: 'Hello, you' } },
    },
  },
  problems: {
    ...BODY_PROBLEMS,
    503: ['INTAKE_BUSY', 'STORE_NEARLY_FULL'],
    404: ['WORKFLOW_UNKNOWN', 'VERSION_UNKNOWN'],
    409: ['KEY_REUSED'],
    410: ['KEY_RUN_DELETED'],
    413: ['BODY_TOO_LARGE', 'INPUT_TOO_LARGE'],
    422: [
      ...['SUBMISSION_INVALID', 'INPUT_INVALID', 'ATTRIBUTES_INVALID', 'DURATION_INVALID'],
      ...['NUMBER_INEXACT', 'KEY_INVALID', 'QUERY_INVALID'],
    ],
  },
};

export const startRunsDescription: RouteDescription = {
  id: 'startRuns',
  tag: 'runs',
  summary: 'Starts many runs at once.',
  details:
    'Each submission is accepted or refused by itself, and the answers have the same order. An `Idempotency-Key` is refused, because each submission has its `dedupeKey`.',
  query: NoQuery,
  body: {
    schema: BatchSubmission.extend({ runs: z.array(BatchItem).min(1).max(LIMITS.batch) }).meta({
      id: 'Batch',
    }),
    types: ['application/json'],
    example: { runs: [{ workflow: 'hello', input: { name: 'you' }, dedupeKey: 'order-66' }] },
  },
  answers: {
    200: {
      description: 'The result of each submission.',
      schema: BatchResultView,
      example: { results: [ACCEPTED] },
    },
  },
  problems: {
    ...BODY_PROBLEMS,
    413: ['BODY_TOO_LARGE'],
    422: ['BATCH_INVALID', 'NUMBER_INEXACT', 'KEY_INVALID', 'QUERY_INVALID'],
  },
};

export const listRunsDescription: RouteDescription = {
  id: 'listRuns',
  tag: 'runs',
  summary: 'Lists runs, newest first.',
  details:
    'Filters are ANDed, repeated ones ORed; `from` and `endedFrom` are inclusive, `to` and `endedTo` exclusive; the first two are about the creation of a run, the others about its end, and runs that have not ended have none. A request examines at most 1,000 runs, so a page can be short or empty; the list goes on as long as there is a `next`. A run of which everything that is open waits is told as `waiting`, unless it has more than 200 steps and lanes. Whether it waits, and the `code` of its error, are read of each run that the other filters admit: give some of them too.',
  query: RunsQuery,
  freeQuery: {
    name: 'attributes',
    description:
      'By attributes: `attr.<name>=<value>`, or `gt:`, `gte:`, `lt:`, `lte:` before a number or a time, or `prefix:` before a text. A value in the form of a number or a boolean finds both that value and the same text. One in the form of a time (RFC 3339) finds the moment, in whatever zone it is written. At most 8 conditions, which are ANDed.',
    schema: z.record(z.string().regex(/^attr\.[A-Za-z][A-Za-z0-9_]{0,63}$/), z.string()),
  },
  answers: { 200: { description: 'A page.', schema: RunPageView, example: { items: [SUMMARY] } } },
  problems: { 422: ['QUERY_INVALID', 'CURSOR_INVALID'] },
};

export const showRunDescription: RouteDescription = {
  id: 'showRun',
  tag: 'runs',
  summary: 'Shows a run with its steps, and the reason for which each waits.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The run.',
      schema: RunView,
      example: {
        ...SUMMARY,
        input: { name: 'you' },
        steps: {
          greet: { status: 'completed', attempt: 1 },
          send: {
            status: 'scheduled',
            attempt: 1,
            waitsFor: { reason: 'queue', agent: 'mail.send', ahead: 12, ageMs: 3_400 },
          },
          report: { status: 'pending', attempt: 0, waitsFor: { reason: 'dependencies', steps: ['send'] } },
        },
      },
    },
  },
  problems: { 404: ['RUN_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const explainRunDescription: RouteDescription = {
  id: 'explainRun',
  tag: 'runs',
  summary: 'Explains why a run does not move, in sentences.',
  details:
    'A reason for each step that is not over, with the times at which its wait began and will end, and the action that would end it. The expected start of a step on a queue is its place divided by the rate of its agent, as the optimizer measured it lately.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The explanation.',
      schema: RunExplanationView,
      example: {
        runId: RUN,
        status: 'running',
        sentences: [
          'The run is running: 1 of 2 steps are over.',
          'send waits because no worker serves mail.send.',
        ],
        reasons: [
          {
            step: 'send',
            code: 'worker',
            sentence: 'send waits because no worker serves mail.send.',
            since: CREATED_AT,
            action:
              'Start a worker that serves mail.send (ag06 worker --agents FILE), or in an embedded fleet add its file to ag06.agents in package.json, then stop ag06 up and start it again.',
          },
        ],
      },
    },
  },
  problems: { 404: ['RUN_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const showResultDescription: RouteDescription = {
  id: 'showResult',
  tag: 'runs',
  summary: 'Answers how a run ended, and waits for its end on request.',
  query: ResultQuery,
  answers: {
    200: {
      description: 'How it ended.',
      schema: RunResult,
      example: { runId: RUN, status: 'completed', output: { text: 'Hello, you' } },
    },
    202: { description: 'It has not ended.', schema: RunOpen, example: { runId: RUN, status: 'running' } },
  },
  problems: { 404: ['RUN_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const showEventsDescription: RouteDescription = {
  id: 'showEvents',
  tag: 'runs',
  summary: 'Reads the log of a run.',
  details:
    '`after` is exclusive, `from` inclusive, `to` exclusive. A page has about 1 MiB of events at most: it may be short and still have a `next`.',
  query: EventsQuery,
  answers: {
    200: {
      description: 'A page, in order.',
      schema: EventPageView,
      example: { events: [{ seq: 2, type: 'run.started', at: CREATED_AT, ...IDS }] },
    },
  },
  problems: { 404: ['RUN_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const listItemsDescription: RouteDescription = {
  id: 'listItems',
  tag: 'runs',
  summary: 'Lists the items of a `forEach` step, by their number.',
  query: ItemsQuery,
  answers: {
    200: {
      description: 'A page; empty until the list of the step was evaluated.',
      schema: ItemPageView,
      example: { items: [{ item: 0, status: 'completed', attempt: 1, output: { words: 120 } }] },
    },
  },
  problems: { 404: ['RUN_UNKNOWN', 'STEP_UNKNOWN'], 422: ['QUERY_INVALID', 'CURSOR_INVALID'] },
};

export const showStepDescription: RouteDescription = {
  id: 'showStep',
  tag: 'runs',
  summary: 'Shows a step of a run, or one item of it: its input, output, error and attempts.',
  details:
    'The input is evaluated again from the data of the run; of a `forEach` step name an item. Attempts are read from the log of the run, at most 20,000 of its events.',
  query: StepQuery,
  answers: {
    200: {
      description: 'The step.',
      schema: StepDetailView,
      example: {
        runId: RUN,
        step: 'greet',
        agent: 'mail.send',
        status: 'failed',
        attempt: 1,
        input: { to: 'you@example.com' },
        error: { code: 'AGENT_FAILED', message: 'mailbox full', step: 'greet', attempt: 1 },
        attempts: [
          {
            attempt: 1,
            outcome: 'failed',
            worker: 'w-1f2e3d4c',
            startedAt: CREATED_AT,
            endedAt: '2026-01-02T03:04:05.901Z',
            waitMs: 3.2,
            durationMs: 220.4,
            inputBytes: 24,
            error: { code: 'AGENT_FAILED', message: 'mailbox full', step: 'greet', attempt: 1 },
            stack: 'Error: mailbox full\n    at handler (my-agents.ts:12:11)',
          },
        ],
        attemptsCut: false,
      },
    },
  },
  problems: { 404: ['RUN_UNKNOWN', 'STEP_UNKNOWN', 'ITEM_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

const CANCELLED = { runId: RUN, status: 'cancelled' };
export const cancelRunDescription: RouteDescription = {
  id: 'cancelRun',
  tag: 'runs',
  summary: 'Cancels a run at once.',
  details: 'Running handlers are aborted within a second.',
  query: NoQuery,
  answers: {
    202: { description: 'It was cancelled.', schema: RunCancelled, example: CANCELLED },
    200: { description: 'It was cancelled before.', schema: RunCancelled, example: CANCELLED },
  },
  problems: { 404: ['RUN_UNKNOWN'], 409: ['RUN_ENDED'], 422: ['QUERY_INVALID'] },
};
