import { createServer, type Server } from 'node:http';
import type { TestFleet } from '@ag06/test-fleet';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { createHandler } from './create-handler.ts';
import { toNodeHandler } from './node/to-node-handler.ts';
import type { FetchHandler } from './options.ts';
import { shopOptions, startShopFleet } from './testing/shop-fleet.ts';

const BASE = '/api/fleet';

/** A server of somebody's app, as its client reaches it. */
interface Mounted {
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
  readonly close: () => Promise<unknown>;
}

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startShopFleet();
});
afterAll(() => fleet?.stop());

function toMounted(server: Server): Promise<Mounted> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      resolve({
        send: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
        close: () => new Promise((closed) => server.close(closed)),
      });
    });
  });
}

/** A route handler of Next: `app/api/fleet/[...path]/route.ts` exports the methods. */
function mountInNext(handler: FetchHandler): Mounted {
  const route = { GET: handler, POST: handler };
  const send = (path: string, init: RequestInit = {}) => {
    const request = new Request(`http://localhost${path}`, init);
    return request.method === 'POST' ? route.POST(request) : route.GET(request);
  };
  return { send, close: async () => {} };
}

function mountInHono(handler: FetchHandler): Mounted {
  const app = new Hono();
  app.all(`${BASE}/*`, (context) => handler(context.req.raw));
  return { send: async (path, init) => app.request(path, init), close: async () => {} };
}

function mountInExpress(handler: FetchHandler, parsesBodies: boolean): Promise<Mounted> {
  const app = express();
  if (parsesBodies) app.use(express.json());
  app.use(BASE, toNodeHandler(handler));
  app.get('/', (_, response) => void response.send('mine'));
  return toMounted(createServer(app));
}

async function mountInFastify(handler: FetchHandler): Promise<Mounted> {
  const app = fastify();
  const inNode = toNodeHandler(handler);
  await app.register(async (scope) => {
    // The body is the handler's to read.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.all(`${BASE}/*`, (request, reply) => {
      reply.hijack();
      return inNode(request.raw, reply.raw);
    });
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { send: (path, init) => fetch(`${url}${path}`, init), close: () => app.close() };
}

type Mount = (handler: FetchHandler) => Mounted | Promise<Mounted>;
const MOUNTS: readonly (readonly [string, Mount])[] = [
  ['Next', mountInNext],
  ['Hono', mountInHono],
  ['Fastify', mountInFastify],
  ['Express', (handler) => mountInExpress(handler, false)],
  ['Express behind express.json()', (handler) => mountInExpress(handler, true)],
];

describe.each(MOUNTS)('mounted in %s, the handler', (_, mount) => {
  let app: Mounted;
  beforeAll(async () => {
    app = await mount(createHandler(shopOptions(fleet, BASE)));
  });
  afterAll(() => app?.close());

  const post = (path: string, body: unknown) =>
    app.send(`${BASE}${path}`, {
      method: 'POST',
      headers: {
        'x-account': 'ann',
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      },
      body: JSON.stringify(body),
    });
  const get = (path: string, init: RequestInit = {}) =>
    app.send(`${BASE}${path}`, { ...init, headers: { 'x-account': 'ann' } });

  test('starts a run, follows its events and reads its output', async () => {
    const started = await post('/runs', { workflow: 'order', input: { item: 'tea' } });
    expect(started.status).toBe(202);
    const { runId } = (await started.json()) as { runId: string };
    expect(await (await get(`/runs/${runId}/events`)).text()).toMatch(/"run\.completed"[\s\S]*event: end/);
    expect(await (await get(`/runs/${runId}`)).json()).toMatchObject({
      output: { account: 'ann', cents: 250 },
    });
  });

  test('answers a problem with its status and type', async () => {
    const refused = await post('/runs', { workflow: 'secret' });
    expect(refused.status).toBe(404);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({ code: 'WORKFLOW_UNKNOWN' });
  });

  test('goes on with other readers when one leaves in the middle of its events', async () => {
    const { runId } = (await (await post('/runs', { workflow: 'refund' })).json()) as { runId: string };
    const leaving = new AbortController();
    const first = await get(`/runs/${runId}/events`, { signal: leaving.signal });
    await first.body?.getReader().read();
    leaving.abort();
    const second = (await get(`/runs/${runId}/events`)).text();
    await post(`/runs/${runId}/cancel`, {});
    expect(await second).toMatch(/"run\.cancelled"[\s\S]*event: end/);
  });
});

test('mounted in Express, the handler leaves the other routes of the app alone', async () => {
  const app = await mountInExpress(createHandler(shopOptions(fleet, BASE)), true);
  expect(await (await app.send('/')).text()).toBe('mine');
  await app.close();
});
