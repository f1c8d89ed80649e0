import { NoQuery } from '@ag06/contracts/api';
import {
  ExperimentDecision,
  type ExperimentListView,
  ExperimentPlan,
  ExperimentPromotion,
  ExperimentRecords,
  ExperimentStop,
  ExperimentsQuery,
  type ExperimentView,
  type StoredExperiment,
} from '@ag06/contracts/tuning';
import type { FastifyInstance } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { recordResults } from '../use-cases/experiments/record-results.ts';
import { showExperiment, showExperiments, viewOf } from '../use-cases/experiments/show-experiments.ts';
import { startExperiment } from '../use-cases/experiments/start-experiment.ts';
import {
  decideExperiment,
  promoteExperiment,
  stopExperiment,
} from '../use-cases/experiments/steer-experiment.ts';
import { parseJsonBody } from './body-text.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

const PLAN_BYTES = 64 * 1024;
/** A thousand results. */
const RESULTS_BYTES = 256 * 1024;

type ById = { Params: { experiment: string } };

/** Two settings of an agent that are compared while it works. */
export function addExperimentRoutes(app: FastifyInstance, { store, log }: Parts): void {
  const { shared } = store;
  const view = async (changing: Promise<StoredExperiment>): Promise<ExperimentView> =>
    withDeadline(viewOf(shared, await withDeadline(changing)));

  app.post('/v1/experiments', { bodyLimit: PLAN_BYTES }, async (request, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const plan = check(ExperimentPlan, parseJsonBody(request.body), 'EXPERIMENT_INVALID');
    const key = readIdempotencyKey(request);
    const { stored, isRepeat } = await withDeadline(startExperiment(store, plan, key));
    if (!isRepeat) log.info({ experiment: stored.id, ...plan }, 'An experiment was begun.');
    return reply.code(isRepeat ? 200 : 201).send(await view(Promise.resolve(stored)));
  });

  app.get('/v1/experiments', async ({ query }): Promise<ExperimentListView> => {
    const { agent } = check(ExperimentsQuery, query, 'QUERY_INVALID');
    return { items: await withDeadline(showExperiments(shared, agent)) };
  });

  app.get<ById>('/v1/experiments/:experiment', async ({ query, params }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    return withDeadline(showExperiment(shared, params.experiment));
  });

  const small = { bodyLimit: PLAN_BYTES };
  app.post<ById>('/v1/experiments/:experiment/decide', small, async ({ query, params, body }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    const decision = check(ExperimentDecision, parseJsonBody(body), 'EXPERIMENT_INVALID');
    return view(decideExperiment(store, params.experiment, decision));
  });

  app.post<ById>('/v1/experiments/:experiment/promote', small, async ({ query, params, body }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    const { reason } = check(ExperimentPromotion, parseJsonBody(body), 'EXPERIMENT_INVALID');
    return view(promoteExperiment(store, params.experiment, reason));
  });

  app.post<ById>('/v1/experiments/:experiment/stop', small, async ({ query, params, body }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    const { reason } = check(ExperimentStop, parseJsonBody(body), 'EXPERIMENT_INVALID');
    return view(stopExperiment(store, params.experiment, reason));
  });

  app.post<ById>(
    '/v1/experiments/:experiment/results',
    { bodyLimit: RESULTS_BYTES },
    async ({ query, params, body }) => {
      check(NoQuery, query, 'QUERY_INVALID');
      const records = check(ExperimentRecords, parseJsonBody(body), 'EXPERIMENT_INVALID');
      return withDeadline(recordResults(store, params.experiment, records));
    },
  );
}
