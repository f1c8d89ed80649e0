import { NoQuery } from '@ag06/contracts/api';
import {
  TuningApply,
  type TuningDocument,
  TuningModelView,
  TuningPolicyChange,
  TuningRollback,
} from '@ag06/contracts/tuning';
import type { FastifyInstance } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { toTuningView } from '../use-cases/show-tuning.ts';
import { setTuningPolicy } from '../use-cases/tuning/set-tuning-policy.ts';
import { showAgentTuning, showTuningHistory, toPolicyView } from '../use-cases/tuning/show-agent-tuning.ts';
import { applyDecision, rollBackDecision } from '../use-cases/tuning/steer-tuning.ts';
import { WORKER_SEEN_WITHIN_MS } from '../use-cases/worker-seen.ts';
import { parseJsonBody } from './body-text.ts';

const CHANGE_BYTES = 64 * 1024;
/** Of what was learned of one agent. */
const MODEL_BYTES = 1024 * 1024;

/** The models are the optimizer's: a dispatcher loads their schemas when it is asked for one. */
const loadModels = () => import('../use-cases/tuning/move-tuning-model.ts');

type ByAgent = { Params: { agent: string } };

/** The tuning of one agent: what is done and why, and what a person decides about it. */
export function addTuningAgentRoutes(app: FastifyInstance, { store }: Parts): void {
  const toView = async (agent: string, document: TuningDocument) =>
    toTuningView(agent, document, await withDeadline(store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS)));

  app.get<ByAgent>('/v1/tuning/:agent', async ({ query, params }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    return withDeadline(showAgentTuning(store, params.agent));
  });

  app.get<ByAgent>('/v1/tuning/:agent/history', async ({ query, params }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    return withDeadline(showTuningHistory(store, params.agent));
  });

  const small = { bodyLimit: CHANGE_BYTES };
  app.put<ByAgent>('/v1/tuning/:agent/policy', small, async ({ query, params, body }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    const change = check(TuningPolicyChange, parseJsonBody(body), 'TUNING_INVALID');
    return toPolicyView(await withDeadline(setTuningPolicy(store, params.agent, change)));
  });

  app.post<ByAgent>('/v1/tuning/:agent/apply', small, async ({ query, params: { agent }, body }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    const apply = check(TuningApply, parseJsonBody(body), 'TUNING_INVALID');
    return toView(agent, await withDeadline(applyDecision(store, agent, apply)));
  });

  app.post<ByAgent>('/v1/tuning/:agent/rollback', small, async ({ query, params: { agent }, body }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    const rollback = check(TuningRollback, parseJsonBody(body), 'TUNING_INVALID');
    return toView(agent, await withDeadline(rollBackDecision(store, agent, rollback)));
  });

  app.get<ByAgent>('/v1/tuning/:agent/model', async ({ query, params }) => {
    check(NoQuery, query, 'QUERY_INVALID');
    const { exportTuningModel } = await loadModels();
    return withDeadline(exportTuningModel(store, params.agent));
  });

  app.put<ByAgent>(
    '/v1/tuning/:agent/model',
    { bodyLimit: MODEL_BYTES },
    async ({ query, params: { agent }, body }) => {
      check(NoQuery, query, 'QUERY_INVALID');
      const model = check(TuningModelView, parseJsonBody(body), 'MODEL_INVALID');
      const { importTuningModel } = await loadModels();
      await withDeadline(importTuningModel(store, agent, model));
      return withDeadline(showAgentTuning(store, agent));
    },
  );
}
