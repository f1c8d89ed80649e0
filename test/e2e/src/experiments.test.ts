import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { type Arm, assignBlock, assignRun, type ExperimentView, toBlock } from '@ag06/contracts/tuning';
import { type ServiceProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EventView } from './fleet-api.ts';
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

/** Of the blocks of the switchback: short, as a real one would not be. */
const BLOCK_SECONDS = 6;
const WORK_MS = 250;

let fleet: TestFleet;
let leader: ServiceProcess;
let fence: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  fleet = await TestFleet.start(0);
  const env = { AG06_HTTP_ALLOW: `127.0.0.1:${port}`, AG06_CONCURRENCY: String(AT_A_TIME) };
  await Promise.all([fleet.startWorker(env), fleet.startWorker(env)]);
  await fleet.push({
    name: 'calls',
    steps: { s: { agent: AGENT, with: { url: `http://127.0.0.1:${port}/` } } },
  });
  const items = { forEach: Array(100).fill(1), concurrency: 100, with: { ms: WORK_MS } };
  await fleet.push({ name: 'work', steps: { s: { agent: 'good.patient', ...items } } });
  leader = await fleet.startOptimizer();
  ({ fence } = await untilLed(fleet, 0));
}, 120_000);
afterAll(async () => {
  await fleet.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function begin(plan: object): Promise<string> {
  const { status, body } = await fleet.call('POST', '/v1/experiments', plan);
  expect({ status, body }).toMatchObject({ status: 201, body: { status: 'running', paused: null } });
  return String(body.id);
}

const show = async (id: string) =>
  (await fleet.call('GET', `/v1/experiments/${id}`)).body as unknown as ExperimentView;

it.concurrent('an experiment finds that more attempts are better where calls straggle, outlives its leader, and its winner is published', async () => {
  const arms = [
    { timeoutMs: 1_000, maxAttempts: 1 },
    { timeoutMs: 1_000, maxAttempts: 5, backoffMs: 10 },
  ];
  // Stragglers in a row would open the breaker.
  await setSettings(fleet, AGENT, { breakerThreshold: null }, 2);
  const plan = { agent: AGENT, arms, assignment: 'run', metric: 'success', promote: 'auto' };
  const id = await begin(plan);

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
  await leader.kill('SIGKILL');
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

it.concurrent('in a switchback all workers change arms at the ends of blocks, each attempt tells its arm, and a person decides', async () => {
  const [agent, arms] = ['good.patient', [{ concurrency: 1 }, { concurrency: 6 }]];
  const common = { assignment: 'switchback', metric: 'throughput', blockSeconds: BLOCK_SECONDS };
  const id = await begin({ agent, arms, ...common });
  let isOver = false;
  const runIds: string[] = [];
  const work = async (): Promise<void> => {
    while (!isOver) {
      const runId = await fleet.submit('work');
      runIds.push(runId);
      expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed' });
    }
  };
  const load = work();
  let view = await show(id);
  await until(
    async () => {
      view = await show(id);
      return (view.result?.a.results ?? 0) >= 2;
    },
    { timeoutMs: 300_000, message: 'two blocks of each arm' },
  );
  const { startedAt, result } = view;
  isOver = true;
  await load;
  // It has six times the slots; a busy machine leaves less of that.
  expect(result?.b.mean).toBeGreaterThan(1.2 * (result?.a.mean ?? Number.NaN));

  // Of each block on each worker: how many attempts began with each arm.
  const begun = new Map<string, Record<Arm, number>>();
  for (const runId of runIds)
    for (const { at, worker, arm } of await attemptsOf(runId, id)) {
      const block = toBlock((Date.parse(at) - Date.parse(startedAt)) / 1_000, BLOCK_SECONDS);
      const key = `${block} ${worker}`;
      const counts = begun.get(key) ?? { a: 0, b: 0 };
      counts[arm]++;
      begun.set(key, counts);
    }
  const full = [...begun].filter(([, { a, b }]) => a + b >= 10);
  expect(new Set(full.map(([key]) => key.split(' ')[1])).size).toBe(2);
  const arm = ({ a, b }: Record<Arm, number>) => (a > b ? 'a' : 'b');
  expect(full.map(([key, counts]) => [key, arm(counts)])).toEqual(
    full.map(([key]) => [key, assignBlock(Number.parseInt(key, 10))]),
  );
  expect(new Set(full.map(([, counts]) => arm(counts)))).toEqual(new Set(['a', 'b']));

  const decided = await fleet.call('POST', `/v1/experiments/${id}/decide`, { winner: 'b', promote: true });
  expect(decided).toMatchObject({ status: 200, body: { status: 'decided', ended: { winner: 'b' } } });
}, 700_000);

/**
 * Of the attempts of a run that told an arm of the experiment: when and where each began. The event with the arm is committed with
 * the outcome, and comes before it.
 */
async function attemptsOf(runId: string, experiment: string) {
  const begun = new Map<number, EventView>();
  const told: { readonly at: string; readonly worker: string | undefined; readonly arm: Arm }[] = [];
  let arm: Arm | undefined;
  for (const event of await fleet.allEvents(runId)) {
    const { data } = event as { readonly data?: { readonly experiment: string; readonly arm: Arm } };
    const start = begun.get(event.item ?? -1);
    if (event.type === 'item.started' && event.item !== undefined) begun.set(event.item, event);
    if (event.type === 'item.completed' && arm !== undefined && start !== undefined)
      told.push({ at: start.at, worker: start.worker, arm });
    arm = event.type === 'custom' && data?.experiment === experiment ? data.arm : undefined;
  }
  return told;
}
