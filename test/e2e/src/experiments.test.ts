import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { assignRun, type ExperimentView } from '@ag06/contracts/tuning';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCli } from './run-cli.ts';
import { TestFleet } from './test-fleet.ts';
import { setSettings, untilLed } from './tuning-api.ts';

const AGENT = 'http.request';
/** As many runs at a time as attempts may run, so that none waits. */
const AT_A_TIME = 16;

/** Answers at once, but for the first call of each third step: that one gets no answer. */
const called = new Set<string>();
const server = createServer((request, response) => {
  const key = String(request.headers['idempotency-key']);
  const isFirst = !called.has(key);
  called.add(key);
  const isStraggler = [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 3 === 0;
  if (isFirst && isStraggler) return;
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});

let fleet: TestFleet;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  fleet = await TestFleet.start(0);
  await fleet.startWorker({ AG06_HTTP_ALLOW: `127.0.0.1:${port}`, AG06_CONCURRENCY: String(AT_A_TIME) });
  await fleet.push({
    name: 'calls',
    steps: { s: { agent: AGENT, with: { url: `http://127.0.0.1:${port}/` } } },
  });
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const show = async (id: string) =>
  (await fleet.call('GET', `/v1/experiments/${id}`)).body as unknown as ExperimentView;

it('an experiment finds that more attempts are better where calls straggle, outlives its leader, and its winner is published', async () => {
  const first = await fleet.startOptimizer();
  const { fence } = await untilLed(fleet, 0);
  const arms = [
    { timeoutMs: 1_000, maxAttempts: 1 },
    { timeoutMs: 1_000, maxAttempts: 5, backoffMs: 10 },
  ];
  // Stragglers in a row would open the breaker.
  await setSettings(fleet, AGENT, { breakerThreshold: null }, 1);
  const plan = { agent: AGENT, arms, assignment: 'run', metric: 'success', promote: 'auto' };
  const { status, body } = await fleet.call('POST', '/v1/experiments', plan);
  expect({ status, body }).toMatchObject({ status: 201, body: { status: 'running', paused: null } });
  const id = String(body.id);

  let view = await show(id);
  const runIds: string[] = [];
  const submit = async (): Promise<void> => {
    while (view.status === 'running') {
      const runId = await fleet.submit('calls');
      runIds.push(runId);
      await fleet.result(runId, 60);
    }
  };
  const load = Promise.all(Array.from({ length: AT_A_TIME }, submit));
  const look = async (isOver: (view: ExperimentView) => boolean, message: string) =>
    until(
      async () => {
        view = await show(id);
        return isOver(view);
      },
      // By chance neighbouring pairs may look alike, and then it takes four times as many of them.
      { timeoutMs: 300_000, message },
    );
  await look(({ result }) => (result?.a.steps ?? 0) > 20, 'results of A');
  await first.kill('SIGKILL');
  await fleet.startOptimizer();
  await untilLed(fleet, fence);
  await look(({ status: now }) => now !== 'running', 'the end of the experiment');
  await load;

  expect(view).toMatchObject({ status: 'decided', ended: { winner: 'b' }, result: { better: 'b' } });
  await look(({ promoted }) => promoted !== null, 'the winner to be published');
  expect(view.promoted).toMatchObject({ arm: 'b', by: view.ended?.by });
  const tuning = await fleet.call('GET', `/v1/tuning/${AGENT}`);
  expect(tuning.body).toMatchObject({ published: { settings: { ...arms[1], breakerThreshold: null } } });
  // Workers take part within two seconds, so that the first runs may have none of the arms.
  const runId = runIds[Math.floor(runIds.length / 2)] ?? '';
  const told = (await fleet.events(runId)).find(({ type }) => type === 'custom');
  expect(told).toMatchObject({ name: 'experiment.arm', data: { experiment: id, arm: assignRun(id, runId) } });
  const { out } = await runCli(['experiments', 'show', id], { cwd: tmpdir(), url: fleet.url });
  expect(out).toMatch(/B is better: success .* with B and .* with A, a difference of/);
}, 700_000);
