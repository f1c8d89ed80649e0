import { PRINTABLE_PATTERN } from '@ag06/contracts';
import {
  ApprovalAnswer,
  ApprovalAnswered,
  ApprovalPageView,
  ApprovalsQuery,
  ApprovalView,
  NoQuery,
} from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';
import { ACTOR_HEADER } from './steering-descriptions.ts';

const RUN = 'r0-0mwvdobfe36IBKNqGC560';
const APPROVAL = {
  id: `${RUN}.ask.3`,
  runId: RUN,
  step: 'ask',
  signal: 'approval',
  workflow: 'refund',
  version: '0123456789abcdef',
  correlationId: 'order-7',
  tags: [],
  ask: 'Refund 120?',
  choices: ['approve', 'reject'],
  since: '2026-11-28T09:00:00.000Z',
  until: '2026-11-29T09:00:00.000Z',
};
const ANSWERED = { id: `${RUN}.ask.3`, runId: RUN, step: 'ask', choice: 'approve', key: 'ok-7' };

export const listApprovalsDescription: RouteDescription = {
  id: 'listApprovals',
  tag: 'approvals',
  summary: 'Lists the steps that wait for the answer of a person. What has waited longest comes first.',
  query: ApprovalsQuery,
  answers: { 200: { description: 'A page.', schema: ApprovalPageView, example: { items: [APPROVAL] } } },
  problems: { 422: ['QUERY_INVALID', 'CURSOR_INVALID'] },
};

export const showApprovalDescription: RouteDescription = {
  id: 'showApproval',
  tag: 'approvals',
  summary: 'Shows what a step asks of a person, while it waits for the answer.',
  details: 'The id is that of the list. `<run>.<step>` without a number shows whatever the step asks now.',
  query: NoQuery,
  answers: { 200: { description: 'It waits.', schema: ApprovalView, example: APPROVAL } },
  problems: { 404: ['APPROVAL_UNKNOWN', 'RUN_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const answerApprovalDescription: RouteDescription = {
  id: 'answerApproval',
  tag: 'approvals',
  summary: 'Answers what a step asks.',
  details:
    'The id is that of the list. `<run>.<step>` without a number answers whatever the step asks now. Only this step takes the answer: if it does not wait for one any more, nothing is kept.',
  query: NoQuery,
  headers: {
    ...ACTOR_HEADER,
    'Idempotency-Key': {
      description:
        'Of the caller: a run takes the answers and signals of one key once, as long as it exists.',
      schema: z.string().regex(PRINTABLE_PATTERN),
    },
  },
  body: {
    schema: ApprovalAnswer,
    types: ['application/json'],
    example: { choice: 'approve', comment: 'As agreed.' },
  },
  answers: {
    202: { description: 'The run has it.', schema: ApprovalAnswered, example: ANSWERED },
    200: {
      description: 'It had the answer of this key before.',
      schema: ApprovalAnswered,
      example: ANSWERED,
    },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    404: ['APPROVAL_UNKNOWN', 'RUN_UNKNOWN'],
    409: ['APPROVAL_ANSWERED', 'APPROVAL_CLOSED', 'RUN_ENDED', 'SIGNAL_LIMIT', 'KEY_REUSED'],
    413: ['BODY_TOO_LARGE'],
    422: ['APPROVAL_INVALID', 'QUERY_INVALID', 'KEY_INVALID', 'ACTOR_INVALID'],
  },
};
