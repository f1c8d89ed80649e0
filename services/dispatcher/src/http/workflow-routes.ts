import {
  DEFAULT_TENANT,
  type Json,
  NAME_PATTERN,
  type WorkflowListView,
  type WorkflowVersionListView,
  type WorkflowView,
} from '@ag06/contracts';
import { NoQuery, WorkflowQuery } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { unknownVersion } from '../refusals/unknown-version.ts';
import { unknownWorkflow } from '../refusals/unknown-workflow.ts';
import { listVersions } from '../use-cases/list-versions.ts';
import { pushWorkflow } from '../use-cases/push-workflow.ts';
import { needText } from './body-text.ts';

export function addWorkflowRoutes(app: FastifyInstance, parts: Parts): void {
  const { workflows } = parts.store;
  const refuse = (name: string) => withDeadline(unknownWorkflow(workflows, DEFAULT_TENANT, name));
  const refuseVersion = async (name: string, version: string) =>
    (await withDeadline(workflows.loadLatestVersion(DEFAULT_TENANT, name))) === undefined
      ? refuse(name)
      : unknownVersion(name, version);

  app.post('/v1/workflows', async (request, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const definition = await parts.intake.run<'definition'>(toTask(request));
    const { isNew, pushed } = await withDeadline(pushWorkflow(parts, DEFAULT_TENANT, definition));
    return reply.code(isNew ? 201 : 200).send(pushed);
  });

  app.get('/v1/workflows', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const saved = await withDeadline(workflows.listWorkflows(DEFAULT_TENANT));
    const items = saved.map(({ name, version, savedAt }) => ({
      name,
      version,
      savedAt: new Date(savedAt).toISOString(),
    }));
    return { items } satisfies WorkflowListView;
  });

  app.get<{ Params: { name: string } }>('/v1/workflows/:name', async (request) => {
    const { version } = check(WorkflowQuery, request.query, 'QUERY_INVALID');
    const { name } = request.params;
    if (!NAME_PATTERN.test(name)) throw await refuse(name);
    const found = await withDeadline(workflows.loadWorkflow(DEFAULT_TENANT, name, version));
    if (found === undefined)
      throw version === undefined ? await refuse(name) : await refuseVersion(name, version);
    const definition: Json = JSON.parse(found.definition);
    return { name, version: found.version, definition } satisfies WorkflowView;
  });

  type OfName = { Params: { name: string } };
  app.get<OfName>('/v1/workflows/:name/versions', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const { name } = request.params;
    if (!NAME_PATTERN.test(name)) throw await refuse(name);
    const items = await withDeadline(listVersions(parts, DEFAULT_TENANT, name));
    if (items === undefined) throw await refuse(name);
    return { items } satisfies WorkflowVersionListView;
  });
}

function toTask(request: FastifyRequest) {
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  const text = isJson ? needText(request.body) : typeof request.body === 'string' ? request.body : '';
  return { kind: 'definition', text, isJson } as const;
}
