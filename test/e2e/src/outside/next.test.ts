import { join } from 'node:path';
import { type Child, findFreePort, startChild, type TempDir, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toOutsideEnvironment } from '../outside-environment.ts';
import { TestFleet } from '../test-fleet.ts';
import { findTarballs } from './clone.ts';
import { isServed } from './is-served.ts';
import { ManagedFolder } from './managed-folder.ts';
import { NPM } from './managers.ts';
import { createNextApp, NEXT_VERSION } from './next-app.ts';

const MINUTES = 60_000;
const QUIET = { NEXT_TELEMETRY_DISABLED: '1' };
/** The workflow of the README: a person is asked, and then a payment is waited for. */
const REFUND = {
  name: 'refund',
  steps: {
    ask: { approve: { signal: 'approval', ask: 'Refund?', choices: ['pay', 'keep'] } },
    payment: { needs: ['ask'], signal: 'paid' },
  },
};

const isHere = await isServed('next', NEXT_VERSION);
(isHere ? describe : describe.skip)('the route of the README in a built Next app', () => {
  let temp: TempDir;
  let fleet: TestFleet;
  let app: Child;
  let url: string;
  beforeAll(async () => {
    [temp, fleet] = await Promise.all([tempDir('next'), TestFleet.start(0)]);
    expect(await fleet.push(REFUND)).toMatchObject({ status: 201 });
    const project = new ManagedFolder(join(temp.path, 'app'), NPM, '');
    await project.install(await findTarballs(), ['@ag06/fetch'], await createNextApp(fleet.url));
    const next = join(project.path, 'node_modules/next/dist/bin/next');
    expect(await project.run(process.execPath, [next, 'build'], QUIET)).toMatchObject({ code: 0 });
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    const args = [next, 'start', '--hostname', '127.0.0.1', '--port', `${port}`];
    const env = toOutsideEnvironment(process.execPath, QUIET);
    app = await startChild(process.execPath, args, { cwd: project.path, env });
    await until(async () => (await fetch(url)).ok, { timeoutMs: 2 * MINUTES, message: 'the app to answer' });
  }, 10 * MINUTES);
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await fleet?.stop();
    await temp?.remove();
  }, MINUTES);

  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${url}/api/fleet${path}`, { ...init, headers: { 'x-user': 'ann' } });
  const post = (path: string, body: unknown, headers: Record<string, string> = { 'x-user': 'ann' }) =>
    fetch(`${url}/api/fleet${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
      body: JSON.stringify(body),
    });
  const start = async () => {
    const started = await post('/runs', { workflow: 'refund', input: {} });
    expect(started.status).toBe(202);
    return ((await started.json()) as { runId: string }).runId;
  };

  test('streams the events of a run while it waits, takes its answers, and closes with its end', async () => {
    const runId = await start();
    const events = await get(`/runs/${runId}/events`);
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    let read = '';
    const readOn = async () => {
      const { done, value = '' } = (await reader?.read()) ?? { done: true };
      read += value;
      return done;
    };
    // The run waits: nothing would come if the app held back what it streams.
    while (!read.includes('"step.waiting"')) expect(await readOn()).toBe(false);
    expect((await post(`/runs/${runId}/approvals/ask`, { choice: 'pay' })).status).toBe(202);
    expect((await post(`/runs/${runId}/signals/paid`, { cents: 250 })).status).toBe(202);
    while (!(await readOn()));
    expect(read).toMatch(/"run\.completed"[\s\S]*event: end/);
    expect(await (await get(`/runs/${runId}`)).json()).toMatchObject({ status: 'completed' });
  });

  test('goes on with other readers when one leaves', async () => {
    const runId = await start();
    const leaving = new AbortController();
    const first = await get(`/runs/${runId}/events`, { signal: leaving.signal });
    await first.body?.getReader().read();
    leaving.abort();
    const second = (await get(`/runs/${runId}/events`)).text();
    expect((await post(`/runs/${runId}/cancel`, {})).status).toBe(200);
    expect(await second).toMatch(/"run\.cancelled"[\s\S]*event: end/);
  });

  test('answers strangers and unknown workflows with problems, and serves the pages of the app', async () => {
    expect((await post('/runs', { workflow: 'refund' }, {})).status).toBe(401);
    const refused = await post('/runs', { workflow: 'secret' });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect({ status: refused.status, ...((await refused.json()) as object) }).toMatchObject({
      status: 404,
      code: 'WORKFLOW_UNKNOWN',
    });
    expect(await (await fetch(url)).text()).toContain('a shop');
  });
});
