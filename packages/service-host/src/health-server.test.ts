import type { ProcessReadiness } from '@ag06/contracts';
import { sendRequest } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HealthServer } from './health-server.ts';

let readiness: ProcessReadiness;
let server: HealthServer;
let url: string;
beforeEach(async () => {
  readiness = { status: 'ready', reasons: [] };
  server = new HealthServer({ host: '127.0.0.1', port: 0, readiness: () => readiness });
  url = `http://127.0.0.1:${await server.start()}`;
});
afterEach(() => server.stop());

it('HealthServer answers its two routes, and no other', async () => {
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  expect((await fetch(`${url}/health/ready?x=1`)).status).toBe(200);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  expect((await fetch(`${url}/health/ready`, { method: 'POST' })).status).toBe(405);
});

it('the health server says why it is not ready', async () => {
  readiness = { status: 'not-ready', reasons: [{ code: 'HEARTBEAT_LATE', message: 'Late.' }] };
  const response = await fetch(`${url}/health/ready`);
  expect({ status: response.status, body: await response.json() }).toEqual({ status: 503, body: readiness });
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
});

it('HealthServer refuses requests under a name that is not of the loopback', async () => {
  const headers = { host: 'evil.example' };
  expect((await sendRequest(`${url}/health/ready`, { headers })).status).toBe(421);
});

it('the health server refuses a port that is taken', async () => {
  const port = Number(new URL(url).port);
  const second = new HealthServer({ host: '127.0.0.1', port, readiness: () => readiness });
  await expect(second.start()).rejects.toThrow('EADDRINUSE');
});
