import { DEFAULT_TENANT, type RunForked, type RunSteered } from '@ag06/contracts';
import { NoQuery, RunAllow, RunFork } from '@ag06/contracts/api';
import { GivenInput } from '@ag06/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline, withDeadlineOfParts } from '../deadline.ts';
import { readActor } from '../intake/actor.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { allowNames } from '../use-cases/forks/allow-names.ts';
import { forkRun } from '../use-cases/forks/fork-run.ts';
import { parseJsonBody } from './body-text.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

type RunRequest = FastifyRequest<{ Params: { id: string } }>;

/** Forks of runs, and what they may do. */
export function addForkRoutes(app: FastifyInstance, parts: Parts): void {
  app.post('/v1/runs/:id/fork', async (request: RunRequest, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const {
      from,
      input,
      version,
      effects,
      allow = [],
    } = check(RunFork, parseJsonBody(request.body), 'FORK_INVALID');
    const fork = {
      tenant: DEFAULT_TENANT,
      runId: request.params.id,
      from,
      input: input === undefined ? undefined : GivenInput.of(input),
      version,
      effects,
      allow: [...new Set(allow)].sort(),
      dedupeKey: readIdempotencyKey(request),
      ...request.correlation,
    };
    const { isRepeat, ...forked } = await withDeadlineOfParts((deadline) => forkRun(parts, fork, deadline));
    return reply.code(isRepeat ? 200 : 202).send(forked satisfies RunForked);
  });

  app.post('/v1/runs/:id/allow', async (request: RunRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const by = readActor(request.headers['x-actor']);
    const { allow } = check(RunAllow, parseJsonBody(request.body), 'ALLOW_INVALID');
    const { id: runId } = request.params;
    const status = await withDeadline(allowNames(parts, DEFAULT_TENANT, runId, [...new Set(allow)], by));
    return { runId, status } satisfies RunSteered;
  });
}
