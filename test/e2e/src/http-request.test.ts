import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { until } from '@ag06/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** What the fleet calls; each test says how it answers. */
const seen: Seen[] = [];
let respond: (request: Seen, response: ServerResponse, nth: number) => void;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const one = { path: request.url ?? '', headers: request.headers, body, at: performance.now() };
    seen.push(one);
    respond(one, response, seen.length);
  });
});
const listen = (one: ReturnType<typeof createListener>): Promise<number> =>
  new Promise((resolve) => one.listen(0, '127.0.0.1', () => resolve((one.address() as AddressInfo).port)));

let fleet: TestFleet;
let port: number;
beforeAll(async () => {
  port = await listen(server);
  fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  await startWorker();
}, 60_000);
afterEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  await fleet.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const startWorker = () =>
  fleet.startWorker({ AG06_HTTP_ALLOW: `127.0.0.1:${port}`, AG06_DRAIN_TIMEOUT_MS: '300' });

const call = (name: string, more: object, step: object = {}) => ({
  name,
  steps: {
    s: { agent: 'http.request', with: { url: `http://127.0.0.1:${port}/${name}`, ...more }, ...step },
  },
});

const json = (response: ServerResponse, status: number, value: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};

describe('a step that calls a service', () => {
  it('is tried again as the service asks, says in each attempt whose it is, and hands on what it got', async () => {
    respond = ({ path }, response, nth) => {
      if (path !== '/orders') json(response, 200, { state: 'paid' });
      else if (nth === 1) json(response, 500, {});
      else if (nth === 2) json(response, 429, {}, { 'retry-after': '1' });
      else json(response, 201, { id: 7 });
    };
    await fleet.push({
      name: 'orders',
      defaults: { retry: { maxAttempts: 3, initialDelay: 20, jitter: 'none' } },
      steps: {
        order: {
          agent: 'http.request',
          with: { url: '${input.shop}/orders', method: 'POST', body: { item: '${input.item}' } },
        },
        state: {
          agent: 'http.request',
          needs: ['order'],
          with: { url: '${input.shop}/orders/${steps.order.output.body.id}' },
        },
      },
      output: '${steps.state.output.body.state}',
    });
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const runId = await fleet.submit(
      'orders',
      { shop: `http://127.0.0.1:${port}`, item: 'tea' },
      { 'x-correlation-id': 'order-7', traceparent: `00-${trace}-b7ad6b7169203331-01` },
    );
    expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: 'paid' });
    expect(seen.map(({ path, body, headers }) => [path, body, headers['idempotency-key']])).toEqual([
      ['/orders', '{"item":"tea"}', `${runId}:order`],
      ['/orders', '{"item":"tea"}', `${runId}:order`],
      ['/orders', '{"item":"tea"}', `${runId}:order`],
      ['/orders/7', '', `${runId}:state`],
    ]);
    for (const { headers } of seen) {
      expect(headers['x-correlation-id']).toBe('order-7');
      expect(headers.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    }
    expect((seen[2]?.at ?? 0) - (seen[1]?.at ?? 0)).toBeGreaterThan(990);
    const retries = (await fleet.events(runId)).filter(({ type }) => type === 'step.retrying');
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('fails at once with the answer of the service if another attempt cannot help', async () => {
    respond = (_, response) => json(response, 404, { detail: 'no such page' });
    await fleet.push(call('missing', {}));
    expect(await fleet.result(await fleet.submit('missing'))).toMatchObject({
      status: 'failed',
      error: { code: 'HTTP_STATUS_UNEXPECTED', attempt: 1, message: expect.stringContaining('no such page') },
    });
    expect(seen).toHaveLength(1);
  });

  it('reaches nothing on this machine that is not listed, also not by a redirect', async () => {
    let connections = 0;
    const victim = createListener(() => connections++);
    const url = `http://localhost:${await listen(victim)}/`;
    respond = (_, response) => response.writeHead(302, { location: url }).end();
    await fleet.push(call('direct', { url }));
    await fleet.push(call('redirected', {}));
    for (const name of ['direct', 'redirected']) {
      expect(await fleet.result(await fleet.submit(name))).toMatchObject({
        status: 'failed',
        error: { code: 'HTTP_TARGET_FORBIDDEN', attempt: 1 },
      });
    }
    expect(connections).toBe(0);
    victim.close();
  });

  const openConnections = () =>
    new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

  it('aborts its call to a silent service at its time-out, when its run is cancelled, and when its worker drains', async () => {
    respond = () => {};
    await fleet.push(call('silent', {}, { timeout: 300, retry: { maxAttempts: 1 } }));
    expect(await fleet.result(await fleet.submit('silent'))).toMatchObject({
      status: 'failed',
      error: { code: 'STEP_TIMED_OUT' },
    });
    await until(async () => (await openConnections()) === 0);

    await fleet.push(call('patient', {}));
    const cancelled = await fleet.submit('patient');
    await until(() => seen.length === 2);
    await fleet.call('POST', `/v1/runs/${cancelled}/cancel`);
    await until(async () => (await openConnections()) === 0);

    const drained = await fleet.submit('patient');
    await until(() => seen.length === 3);
    expect(await fleet.workers[0]?.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    await until(async () => (await openConnections()) === 0);

    respond = (_, response) => json(response, 200, 'late');
    await startWorker();
    expect(await fleet.result(drained)).toMatchObject({
      status: 'completed',
      output: { s: { body: 'late' } },
    });
    expect(new Set(seen.slice(2).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  }, 60_000);
});

it('a worker refuses to start with an invalid AG06_HTTP_ALLOW, and names every mistake', async () => {
  await expect(
    fleet.startWorker({ AG06_HTTP_ALLOW: '10.0.0.0/99,http://a', AG06_CONCURRENCY: 'many' }),
  ).rejects.toThrow(/AG06_CONCURRENCY[\s\S]*10\.0\.0\.0\/99[\s\S]*http:\/\/a/);
});
