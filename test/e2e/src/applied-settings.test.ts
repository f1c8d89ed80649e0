import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';
import { setSettings } from './tuning-api.ts';

const AGENT = 'http.request';
const WORKERS = 2;

/** The calls that a service got, by path; `hang` answers each second call of a step alone. */
const calls: { path: string; key: string }[] = [];
let closed = 0;
const server = createServer((request, response) => {
  const [path, key] = [request.url ?? '', String(request.headers['idempotency-key'])];
  const isFirst = !calls.some((call) => call.key === key);
  calls.push({ path, key });
  if (path === '/hang' && isFirst) return void response.on('close', () => closed++);
  response.writeHead(path === '/broken' ? 500 : 200, { 'content-type': 'application/json' }).end('{}');
});

let fleet: TestFleet;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  fleet = await TestFleet.start(0);
  for (let i = 0; i < WORKERS; i++) await fleet.startWorker({ AG06_HTTP_ALLOW: `127.0.0.1:${port}` });
  for (const name of ['hang', 'broken', 'fast'])
    await fleet.push({
      name,
      steps: { s: { agent: AGENT, with: { url: `http://127.0.0.1:${port}/${name}` } } },
    });
}, 40_000);
beforeEach(() => {
  calls.length = 0;
});
afterAll(async () => {
  await fleet.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('a slow call is made a second time where hedging is published, and its first call is broken off', async () => {
  await setSettings(fleet, AGENT, { hedgeAfterMs: 50 }, WORKERS);
  const runId = await fleet.submit('hang');
  expect(await fleet.result(runId, 30)).toMatchObject({ status: 'completed' });
  expect(calls).toHaveLength(2);
  expect(calls[1]?.key).toBe(calls[0]?.key);
  await until(() => closed === 1);
}, 60_000);

it('a step is tried as often as published', async () => {
  await setSettings(fleet, AGENT, { maxAttempts: 2, backoffMs: 0 }, WORKERS);
  const runId = await fleet.submit('broken');
  expect(await fleet.result(runId, 30)).toMatchObject({ status: 'failed' });
  expect(calls).toHaveLength(2);
}, 60_000);

it('all workers together call no more often than the published rate', async () => {
  await setSettings(fleet, AGENT, { ratePerSec: 20 }, WORKERS);
  const from = performance.now();
  const runIds = await Promise.all(Array.from({ length: 31 }, () => fleet.submit('fast')));
  for (const runId of runIds) expect(await fleet.result(runId, 30)).toMatchObject({ status: 'completed' });
  expect(calls).toHaveLength(31);
  // Thirty permits come after the first one. Load only makes that longer.
  expect(performance.now() - from).toBeGreaterThan(30 * 50 - 5);
}, 60_000);
