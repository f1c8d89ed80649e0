import {
  type BreakerListView,
  toRfc3339,
  type WorkerDraining,
  type WorkerListView,
  type WorkerView,
} from '@ag06/contracts';
import { NoQuery } from '@ag06/contracts/api';
import type { WorkerRecord } from '@ag06/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listBreakers, moveBreaker, showBreaker } from '../use-cases/breakers.ts';
import { drainWorker, unknownWorker } from '../use-cases/drain-worker.ts';
import { listQueues, showQueue } from '../use-cases/list-queues.ts';
import { WORKER_SEEN_WITHIN_MS } from '../use-cases/worker-seen.ts';

type WorkerRequest = FastifyRequest<{ Params: { id: string } }>;
type QueueRequest = FastifyRequest<{ Params: { queue: string } }>;
type BreakerRequest = FastifyRequest<{ Params: { dependency: string } }>;

export function addFleetRoutes(app: FastifyInstance, parts: Parts): void {
  const { fleet } = parts.store;

  app.get('/v1/workers', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const workers = await withDeadline(fleet.listWorkers(WORKER_SEEN_WITHIN_MS));
    return { items: workers.map(toWorkerView) } satisfies WorkerListView;
  });

  app.get('/v1/workers/:id', async (request: WorkerRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const { id } = request.params;
    const workers = await withDeadline(fleet.listWorkers(WORKER_SEEN_WITHIN_MS));
    const found = workers.find((worker) => worker.id === id);
    if (found === undefined) throw unknownWorker(id);
    return toWorkerView(found);
  });

  app.post('/v1/workers/:id/drain', async (request: WorkerRequest, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const { id } = request.params;
    const { wasAsked } = await withDeadline(drainWorker(parts.store, id));
    if (!wasAsked) parts.log.warn({ worker: id }, 'A worker was asked to drain.');
    return reply.code(wasAsked ? 200 : 202).send({ id, status: 'draining' } satisfies WorkerDraining);
  });

  app.get('/v1/queues', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listQueues(parts));
  });

  app.get('/v1/queues/:queue', async (request: QueueRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showQueue(parts, request.params.queue));
  });

  app.get('/v1/breakers', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return { items: await withDeadline(listBreakers(parts.store)) } satisfies BreakerListView;
  });

  app.get('/v1/breakers/:dependency', async (request: BreakerRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showBreaker(parts.store, request.params.dependency));
  });

  for (const [verb, to] of [
    ['open', 'open'],
    ['close', 'closed'],
    ['off', 'off'],
  ] as const) {
    app.post(`/v1/breakers/:dependency/${verb}`, async (request: BreakerRequest) => {
      check(NoQuery, request.query, 'QUERY_INVALID');
      const { dependency } = request.params;
      const view = await withDeadline(moveBreaker(parts.store, dependency, to, parts.carrier.createId()));
      parts.log.warn({ dependency, to }, 'A breaker was moved by hand.');
      return view;
    });
  }
}

function toWorkerView(record: WorkerRecord & { readonly seenAt: number }): WorkerView {
  const { agents, startedAt, seenAt, blocked, configVersion = {}, isDraining, ...rest } = record;
  const { declared: _, drains: __, work: ___, tuning: ____, heldBack, ...worker } = rest;
  return {
    ...worker,
    agents: [...agents],
    status: isDraining === true ? 'draining' : 'serving',
    startedAt: toRfc3339(startedAt),
    seenAt: toRfc3339(seenAt),
    ...(blocked !== undefined && { blocked: { ...blocked, agents: [...blocked.agents] } }),
    configVersion,
    ...(heldBack !== undefined && {
      heldBack: Object.entries(heldBack).map(([agent, { because, ...held }]) => ({
        agent,
        ...held,
        because: [...because],
      })),
    }),
  };
}
