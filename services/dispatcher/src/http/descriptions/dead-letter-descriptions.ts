import {
  DeadLetterDeleted,
  DeadLetterListView,
  DeadLetterRedriven,
  DeadLetterView,
  LettersQuery,
  NoQuery,
} from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const ID = '1767323045678-0';
const LETTER = {
  id: ID,
  at: '2026-01-02T03:04:05.678Z',
  queue: 'agent.x',
  jobId: '1',
  reason: 'JOB_INVALID',
  data: null,
  remedy: 'The job is no activation. Find out who writes to the queue.',
};

export const listDeadLettersDescription: RouteDescription = {
  id: 'listDeadLetters',
  tag: 'fleet',
  summary: 'Lists dead letters, which are deliveries that were set aside, newest first.',
  details: 'The last 10,000 are kept.',
  query: LettersQuery,
  answers: { 200: { description: 'A page.', schema: DeadLetterListView, example: { items: [LETTER] } } },
  problems: { 422: ['QUERY_INVALID'] },
};

export const showDeadLetterDescription: RouteDescription = {
  id: 'showDeadLetter',
  tag: 'fleet',
  summary: 'Shows a dead letter.',
  query: NoQuery,
  answers: { 200: { description: 'The letter.', schema: DeadLetterView, example: LETTER } },
  problems: { 404: ['DEAD_LETTER_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const redriveDeadLetterDescription: RouteDescription = {
  id: 'redriveDeadLetter',
  tag: 'fleet',
  summary: 'Processes the delivery of a dead letter again, and deletes the letter.',
  details:
    'A submission is submitted again, with its own key or one of the letter, so it becomes one run however often it is redriven. If it is refused again, DEAD_LETTER_REFUSED has the reason, and the letter stays. Of an agent’s job only its run matters, because the store knows which steps are to be executed: the watchdog looks at the run at once, and enqueues the steps that have no job. A letter without an open run is refused with DEAD_LETTER_FINAL.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The letter is deleted.',
      schema: DeadLetterRedriven,
      example: { id: ID, runId: 'r0-0mwvdobfe36IBKNqGC560', became: 'submitted' },
    },
  },
  problems: {
    404: ['DEAD_LETTER_UNKNOWN'],
    409: ['DEAD_LETTER_FINAL', 'DEAD_LETTER_REFUSED'],
    422: ['QUERY_INVALID'],
  },
};

export const deleteDeadLetterDescription: RouteDescription = {
  id: 'deleteDeadLetter',
  tag: 'fleet',
  summary: 'Deletes a dead letter.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The letter is deleted.',
      schema: DeadLetterDeleted,
      example: { id: ID, deleted: true },
    },
  },
  problems: { 404: ['DEAD_LETTER_UNKNOWN'], 422: ['QUERY_INVALID'] },
};
