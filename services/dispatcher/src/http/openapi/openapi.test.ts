import { compile } from '@ag06/engine';
import { createMetricBook } from '@ag06/telemetry';
import { describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { fastify } from 'fastify';
import type { Parts } from '../../parts.ts';
import { createServer } from '../server.ts';
import { createMemoryApi } from '../testing/memory-api.ts';
import {
  DocumentSchemas,
  type JsonObject,
  type OpenApiDocument,
  operationsOf,
} from '../testing/openapi-document.ts';
import { addOpenApiRoute } from './add-openapi-route.ts';

async function createApi() {
  const app = createMemoryApi();
  const document = (await app.inject('/openapi.json')).json<OpenApiDocument>();
  return { app, document };
}

/** `GET /v1/runs/{id}` and so on, as the router prints its tree. */
function readRouter(tree: string): string[] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent, segment, methods] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (indent === undefined || segment === undefined) return [];
    const depth = indent.length / 4;
    parents.splice(depth, parents.length, segment);
    const path = parents.join('').replace(/:(\w+)/g, '{$1}');
    // HEAD is what every GET also answers to.
    return (methods?.split(', ') ?? [])
      .filter((method) => method !== 'HEAD')
      .map((method) => `${method} ${path}`);
  });
}

describe('the OpenAPI document', () => {
  it('has every route that the router has, and no other', async () => {
    const { app, document } = await createApi();
    const described = operationsOf(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const routed = readRouter(app.printRoutes({ commonPrefix: false }));
    expect(routed.length).toBeGreaterThan(15);
    expect(described.sort()).toEqual(routed.sort());
    for (const { method, path } of operationsOf(document)) {
      const url = path.replace(/\{(\w+)\}/g, ':$1');
      expect({ url, has: app.hasRoute({ method: method.toUpperCase(), url }) }).toEqual({ url, has: true });
    }
  });

  it('lacks a route that nobody described, so that the test of the routes would name it', async () => {
    const app = createServer({ isStoreUp: () => true, book: createMetricBook() } as unknown as Parts, {
      host: '127.0.0.1',
      names: [],
    });
    app.get('/v1/secret/:id', () => 'x');
    expect(readRouter(app.printRoutes({ commonPrefix: false }))).toEqual(['GET /v1/secret/{id}']);
  });

  it('is made anew for the next request if it could not be made', async () => {
    const app = fastify();
    let asked = 0;
    const getter = () => {
      asked++;
      if (asked === 1) throw new Error('A file of the dispatcher is gone.');
      return [];
    };
    app.decorate('knownRoutes', { getter });
    addOpenApiRoute(app);
    const statuses = [await app.inject('/openapi.json'), await app.inject('/openapi.json')];
    expect(statuses.map(({ statusCode }) => statusCode)).toEqual([500, 200]);
  });

  it('is an OpenAPI 3.1 document', async () => {
    const { document } = await createApi();
    const validator = new Validator();
    expect(await validator.validate({ ...document })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(await new Validator().validate({ ...document, paths: { nowhere: {} } })).toMatchObject({
      valid: false,
    });
  });

  it('names every operation once, and every parameter of its path', async () => {
    const { document } = await createApi();
    const operations = operationsOf(document);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
  });

  it('has examples that its own schemas accept', async () => {
    const { document } = await createApi();
    const schemas = new DocumentSchemas(document, true);
    let examples = 0;
    for (const { path, method, operation } of operationsOf(document)) {
      const answers = Object.values(operation.responses).flatMap(({ content }) => Object.entries(content));
      for (const [, { schema, example }] of [
        ...answers,
        ...Object.entries(operation.requestBody?.content ?? {}),
      ]) {
        if (example === undefined) continue;
        examples++;
        expect({ path, method, errors: schemas.findErrors(schema, example) }).toEqual({
          path,
          method,
          errors: [],
        });
      }
    }
    expect(examples).toBeGreaterThan(18);
  });

  it('has schemas that refuse wrong values, so that the tests of examples mean something', async () => {
    const { document } = await createApi();
    const run = { $ref: '#/components/schemas/RunSubmission' };
    expect(new DocumentSchemas(document, false).findErrors(run, { workflow: 'Not A Name' })).not.toEqual([]);
    expect(
      new DocumentSchemas(document, false).findErrors(run, { workflow: 'x', colour: 'red' }),
    ).not.toEqual([]);
  });
});

describe('a definition in the OpenAPI document', () => {
  const fieldsOf = (schema: JsonObject | undefined) => Object.keys(schema?.properties as object);
  const withStep = (more: object, rest: object = {}) => ({
    name: 'x',
    ...rest,
    steps: { a: { agent: 'x.a', ...more } },
  });

  it.each([...['heartbeat', 'compensate'].map((name) => [name, { [name]: 1 }] as const)])(
    'has no %s, which is not built yet',
    async (name = '', more) => {
      const compiled = compile(withStep(more));
      expect(compiled.ok ? [] : compiled.notYet.map(({ path }) => path)).toContain(`steps.a.${name}`);
      const { document } = await createApi();
      const schemas = document.components.schemas;
      const { AgentStepDefinition, WaitStepDefinition, SignalStepDefinition, WorkflowStepDefinition } =
        schemas;
      const kinds = [AgentStepDefinition, WaitStepDefinition, SignalStepDefinition, WorkflowStepDefinition];
      expect(kinds.flatMap(fieldsOf)).not.toContain(name);
    },
  );

  it('has only fields that are accepted', async () => {
    const { document } = await createApi();
    const { AgentStepDefinition, WorkflowDefinition, Retry } = document.components.schemas;
    const known = {
      needs: [],
      dependency: 'shop',
      when: '${true}',
      with: {},
      forEach: [1],
      concurrency: 2,
      retry: {},
      timeout: 1,
      startWithin: 1,
      within: 1,
      priority: 'low',
      idempotent: true,
      onFailure: 'fail',
    };
    const knownRetry = {
      maxAttempts: 2,
      backoff: 'fixed',
      initialDelay: 1,
      maxDelay: 2,
      factor: 2,
      jitter: 'none',
    };
    expect(fieldsOf(AgentStepDefinition).sort()).toEqual(['agent', 'repeat', ...Object.keys(known)].sort());
    expect(fieldsOf(Retry).sort()).toEqual(Object.keys(knownRetry).sort());
    const schedule = { every: '1h' };
    const times = { timeout: 1, retention: '30d' };
    const rest = { description: 'x', input: true, defaults: {}, ...times, schedule, output: null };
    expect(fieldsOf(WorkflowDefinition).sort()).toEqual(['name', 'steps', ...Object.keys(rest)].sort());
    const { forEach: _, concurrency: __, ...once } = known;
    const repeat = { until: '${true}', max: 2 };
    for (const fields of [
      { ...known, retry: knownRetry },
      { ...once, repeat },
    ])
      expect(compile(withStep(fields, rest) as never)).toMatchObject({ ok: true });
  });
});
