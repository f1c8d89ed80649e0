import { DEFAULT_TENANT, type PauseListView, type PauseScope } from '@ag06/contracts';
import { NoQuery } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { readActor } from '../intake/actor.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listPauses, setPause, showPause } from '../use-cases/pauses.ts';

type PauseRequest = FastifyRequest<{ Params: { pause: string } }>;
type NamedRequest = FastifyRequest<{ Params: { name?: string } }>;

/** Pauses of what runs share: an agent, a workflow, the fleet. */
export function addPauseRoutes(app: FastifyInstance, parts: Parts): void {
  app.get('/v1/pauses', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return { items: await withDeadline(listPauses(parts.store)) } satisfies PauseListView;
  });

  app.get('/v1/pauses/:pause', async (request: PauseRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showPause(parts.store, DEFAULT_TENANT, request.params.pause));
  });

  for (const [path, verb] of [
    ['agents/:name', 'pause'],
    ['agents/:name', 'resume'],
    ['workflows/:name', 'pause'],
    ['workflows/:name', 'resume'],
    ['fleet', 'pause'],
    ['fleet', 'resume'],
  ] as const) {
    app.post(`/v1/${path}/${verb}`, async (request: NamedRequest) => {
      check(NoQuery, request.query, 'QUERY_INVALID');
      const by = readActor(request.headers['x-actor']);
      const scope = toScope(path, request.params.name ?? '');
      const change = { scope, isPaused: verb === 'pause', by };
      const view = await withDeadline(setPause(parts.store, DEFAULT_TENANT, change));
      parts.log.warn({ ...scope, paused: view.paused, by }, 'A pause was set or ended by hand.');
      return view;
    });
  }
}

function toScope(path: 'agents/:name' | 'workflows/:name' | 'fleet', name: string): PauseScope {
  if (path === 'fleet') return { of: 'fleet' };
  return { of: path === 'agents/:name' ? 'agent' : 'workflow', name };
}
