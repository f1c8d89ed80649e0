import { NoQuery, TuningChange, TuningFreeze, TuningSwitchChange } from '@ag06/contracts/api';
import type { FastifyInstance } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listAgents, showAgent } from '../use-cases/list-agents.ts';
import { setTuning, switchTuning } from '../use-cases/set-tuning.ts';
import { showFigures } from '../use-cases/show-figures.ts';
import { showTuning, toSwitchView, toTuningView } from '../use-cases/show-tuning.ts';
import { freezeFleet } from '../use-cases/tuning/freeze-fleet.ts';
import { WORKER_SEEN_WITHIN_MS } from '../use-cases/worker-seen.ts';
import { parseJsonBody } from './body-text.ts';

/** Settings are small, so a larger body is refused. */
const SETTINGS_BYTES = 64 * 1024;

export function addTuningRoutes(app: FastifyInstance, { store }: Parts): void {
  app.get('/v1/agents', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(listAgents(store));
  });

  app.get('/v1/figures', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showFigures(store));
  });

  app.get<{ Params: { name: string } }>('/v1/agents/:name', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showAgent(store, request.params.name));
  });

  app.get('/v1/tuning', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showTuning(store));
  });

  app.put('/v1/tuning', { bodyLimit: SETTINGS_BYTES }, async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const change = check(TuningSwitchChange, parseJsonBody(request.body), 'TUNING_INVALID');
    return toSwitchView(await withDeadline(switchTuning(store, change)));
  });

  for (const isFrozen of [true, false])
    app.post(
      `/v1/tuning/${isFrozen ? 'freeze' : 'unfreeze'}`,
      { bodyLimit: SETTINGS_BYTES },
      async (request) => {
        check(NoQuery, request.query, 'QUERY_INVALID');
        const { reason } = check(TuningFreeze, parseJsonBody(request.body), 'TUNING_INVALID');
        return withDeadline(freezeFleet(store, isFrozen, reason));
      },
    );

  app.put<{ Params: { agent: string } }>(
    '/v1/tuning/:agent',
    { bodyLimit: SETTINGS_BYTES },
    async (request) => {
      check(NoQuery, request.query, 'QUERY_INVALID');
      const change = check(TuningChange, parseJsonBody(request.body), 'TUNING_INVALID');
      const { agent } = request.params;
      const workers = await withDeadline(store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS));
      const document = await withDeadline(setTuning(store, agent, change));
      return toTuningView(agent, document, workers);
    },
  );
}
