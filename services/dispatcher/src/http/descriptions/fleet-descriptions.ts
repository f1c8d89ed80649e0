import {
  BreakerListView,
  BreakerView,
  NoQuery,
  QueueListView,
  QueueView,
  WorkerDraining,
  WorkerListView,
  WorkerView,
} from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const AT = '2026-01-02T03:04:05.678Z';
const problems = { 422: ['QUERY_INVALID'] };

const WORKER = {
  id: 'w-1a2b3c4d',
  host: 'box',
  pid: 42,
  agents: ['core.echo'],
  startedAt: AT,
  seenAt: AT,
  status: 'serving',
  configVersion: { 'core.echo': 3 },
};

export const listWorkersDescription: RouteDescription = {
  id: 'listWorkers',
  tag: 'fleet',
  summary: 'Lists the workers that were seen within 15 s.',
  query: NoQuery,
  answers: {
    200: {
      description: 'All of them.',
      schema: WorkerListView,
      example: {
        items: [WORKER],
      },
    },
  },
  problems,
};

export const showWorkerDescription: RouteDescription = {
  id: 'showWorker',
  tag: 'fleet',
  summary: 'Shows a worker that was seen within 15 s.',
  query: NoQuery,
  answers: { 200: { description: 'The worker.', schema: WorkerView, example: WORKER } },
  problems: { ...problems, 404: ['WORKER_UNKNOWN'] },
};

const DRAINING = { id: 'w-1a2b3c4d', status: 'draining' };
export const drainWorkerDescription: RouteDescription = {
  id: 'drainWorker',
  tag: 'fleet',
  summary: 'Asks a worker to drain, as on a SIGTERM.',
  details:
    'It takes no new work, finishes its deliveries or hands them back after `AG06_DRAIN_TIMEOUT_MS`, and exits with 0. Its supervisor (`ag06 up`, Kubernetes) starts another one. A worker of an embedded fleet cannot be drained alone.',
  query: NoQuery,
  answers: {
    202: { description: 'The worker was asked.', schema: WorkerDraining, example: DRAINING },
    200: { description: 'The worker was asked before.', schema: WorkerDraining, example: DRAINING },
  },
  problems: { 404: ['WORKER_UNKNOWN'], 409: ['WORKER_NOT_DRAINABLE'], 422: ['QUERY_INVALID'] },
};

const QUEUE = {
  agent: 'core.echo',
  queue: 'agent.core.echo',
  waiting: 3,
  active: 1,
  delayed: 0,
  heldBack: 'paused',
  workers: 2,
};

export const listQueuesDescription: RouteDescription = {
  id: 'listQueues',
  tag: 'fleet',
  summary: 'Counts the activations on the queue of each agent, and the submissions by queue.',
  query: NoQuery,
  answers: {
    200: {
      description: 'All of them.',
      schema: QueueListView,
      example: {
        prefix: 'bull',
        items: [{ queue: 'ag06.submissions', waiting: 0, active: 2, delayed: 0 }, QUEUE],
      },
    },
  },
  problems,
};

export const showQueueDescription: RouteDescription = {
  id: 'showQueue',
  tag: 'fleet',
  summary: 'Counts the jobs on one queue, by BullMQ’s name of it.',
  query: NoQuery,
  answers: { 200: { description: 'The queue.', schema: QueueView, example: QUEUE } },
  problems: { ...problems, 404: ['QUEUE_UNKNOWN'] },
};

const BREAKER = {
  dependency: 'billing-api',
  state: 'open',
  since: AT,
  until: '2026-01-02T03:04:15.678Z',
  failures: 5,
  lastError: {
    at: AT,
    code: 'HTTP_STATUS_UNEXPECTED',
    message: 'GET https://billing.example/ answered 503.',
    run: 'r0-0kcg2x5v3k7m9q1s8t4w',
    step: 'charge',
    attempt: 1,
  },
  permits: { out: 0, free: 0 },
  blockedSteps: 1_995,
  totals: { successes: 120, failures: 5, refused: 1_995, opened: 1 },
  settings: { consecutiveFailures: 5, openForMs: 10_000, probes: 5 },
  transitions: [{ at: AT, from: 'closed', to: 'open', why: 'consecutive-failures' }],
};

export const listBreakersDescription: RouteDescription = {
  id: 'listBreakers',
  tag: 'fleet',
  summary: 'Lists the circuit breakers: one for each dependency that was called.',
  details:
    'A step has a breaker if it, or its agent, names a `dependency`, or if its agent sets a `breaker`; `http.request` has one for each host and port. Time-outs, failures of connections, answers of status 500 and more, and `Retryable` or `DependencyFailure` from a handler count as failures; nothing else does.',
  query: NoQuery,
  answers: {
    200: {
      description: 'All of them.',
      schema: BreakerListView,
      example: {
        items: [BREAKER],
      },
    },
  },
  problems,
};

export const showBreakerDescription: RouteDescription = {
  id: 'showBreaker',
  tag: 'fleet',
  summary: 'Shows the circuit breaker of a dependency.',
  query: NoQuery,
  answers: { 200: { description: 'The breaker.', schema: BreakerView, example: BREAKER } },
  problems: { ...problems, 404: ['BREAKER_UNKNOWN'] },
};

const move = (id: string, summary: string, details: string): RouteDescription => ({
  id,
  tag: 'fleet',
  summary,
  details,
  query: NoQuery,
  answers: { 200: { description: 'The state of the breaker now.', schema: BreakerView, example: BREAKER } },
  problems: { 404: ['BREAKER_UNKNOWN'], 422: ['QUERY_INVALID'] },
});

export const openBreakerDescription = move(
  'openBreaker',
  'Opens a circuit breaker by hand.',
  'It stays open for the time of its settings (`openForMs`). Then probes decide, as usual.',
);
export const closeBreakerDescription = move(
  'closeBreaker',
  'Closes a circuit breaker by hand.',
  'Waiting steps are dispatched at once. It opens again as usual.',
);

export const turnOffBreakerDescription = move(
  'turnOffBreaker',
  'Turns a circuit breaker off.',
  'Waiting steps are dispatched at once, and calls get through even if they fail, until it is closed or opened by hand.',
);

export const openApiDescription: RouteDescription = {
  id: 'showOpenApi',
  tag: 'health',
  summary: 'This document.',
  answers: {
    200: {
      description: 'OpenAPI 3.1.',
      schema: z.looseObject({ openapi: z.string() }),
      example: { openapi: '3.1.1' },
    },
  },
};
