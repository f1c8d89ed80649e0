import { fileURLToPath } from 'node:url';
import { Autoscaler, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { startGateServer } from './gate-server.ts';
import { TestFleet } from './test-fleet.ts';

const AGENTS = fileURLToPath(new URL('./scale-agents.ts', import.meta.url));
const SLOTS = 2;
const MOST = 4;
const RUNS = MOST * SLOTS;

it('an autoscaler that knows only GET /v1/scale takes workers from none to one, to four, which fill all of their slots, to one, to none, and back to one, without a failed step', async () => {
  await using stack = new AsyncDisposableStack();
  const gate = stack.use(await startGateServer());
  const fleet = await TestFleet.start(0);
  stack.defer(() => fleet.stop());
  await fleet.push({
    name: 'gated',
    steps: { a: { agent: 'scale.gated', with: { gate: gate.url } } },
  });
  let [least, most] = [0, 1];
  const scaler = stack.use(
    new Autoscaler({
      address: () => `${fleet.url}/v1/scale/scale.gated?min=${least}&max=${most}&coolDownSeconds=1`,
      start: () =>
        fleet.startWorker({
          AG06_AGENTS: AGENTS,
          AG06_WORKER_AGENTS: 'scale.*',
          AG06_CONCURRENCY: String(SLOTS),
        }),
    }),
  );
  const scale = (isDone: () => boolean | Promise<boolean>, message: string) =>
    until(async () => (await scaler.step()) !== undefined && isDone(), { timeoutMs: 120_000, message });

  const runs = await Promise.all(Array.from({ length: RUNS }, () => fleet.submit('gated')));
  await scale(() => gate.waiting === SLOTS, 'all slots of one worker to be in use');
  expect(scaler.workers).toHaveLength(1);
  most = MOST;
  await scale(() => gate.waiting === RUNS, 'all slots of all workers to be in use at once');
  expect(scaler.workers).toHaveLength(MOST);
  least = 1;
  gate.open();
  for (const run of runs) expect(await fleet.result(run)).toMatchObject({ status: 'completed' });
  await scale(() => scaler.workers.length === 1, 'all workers but one to be stopped');
  least = 0;
  await scale(() => scaler.workers.length === 0, 'the last worker to be stopped');
  await scaler.settled();
  expect(scaler.exits).toEqual(Array.from({ length: MOST }, () => expect.objectContaining({ code: 0 })));

  const late = await fleet.submit('gated');
  await scale(() => scaler.workers.length === 1, 'the first worker to be started again');
  expect(await fleet.result(late)).toMatchObject({ status: 'completed' });
  // No step was begun twice.
  expect(gate.total).toBe(RUNS + 1);
}, 300_000);
