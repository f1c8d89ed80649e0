import { PRIORITIES } from '@ag06/contracts';
import type { TuningSettings } from '@ag06/contracts/tuning';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { TestFleet } from './test-fleet.ts';

const AGENT = 'good.patient';
const QUEUE = `bull:agent.${AGENT}`;
/** Follows the step of an agent that its worker serves, so that this worker puts it on the queue. */
const SERVED = 'core.echo';
const DAY_SECONDS = 86_400;

let fleet: TestFleet;
let redis: Redis;
beforeAll(async () => {
  fleet = await TestFleet.start(0);
  redis = new Redis(fleet.redis.port, '127.0.0.1');
  const patient = { agent: AGENT, with: { ms: 0 } };
  await fleet.push({ name: 'first', steps: { s: patient } });
  await fleet.push({
    name: 'second',
    steps: { before: { agent: SERVED, with: {} }, s: { ...patient, needs: ['before'] } },
  });
  // The agents of a worker are known from its first moment on.
  await (await fleet.startWorker()).stop();
  await fleet.startWorker({ AG06_WORKER_AGENTS: SERVED });
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await fleet.stop();
});

const submit = async (workflow: string, priority: string): Promise<string> => {
  const answer = await fleet.call('POST', '/v1/runs', { workflow, priority });
  return String(answer.body.runId);
};
const keyOf = async (runId: string): Promise<number> =>
  (await until(async () => Number(await redis.hget(`${QUEUE}:${runId}.s.d1`, 'priority')), {
    timeoutMs: 20_000,
  })) ?? Number.NaN;

/** Runs of all priorities, whose steps wait on the queue, and by how many seconds each is set back behind the critical one. */
async function sendAll(workflow: string) {
  const runs: string[] = [];
  for (const priority of PRIORITIES) runs.push(await submit(workflow, priority));
  const keys = await Promise.all(runs.map(keyOf));
  return { runs, setBack: keys.map((key) => key - (keys[0] ?? 0)) };
}

async function publish(settings: TuningSettings): Promise<void> {
  const { status, body } = await fleet.call('PUT', `/v1/tuning/${AGENT}`, { settings });
  expect(body).toMatchObject({ settings });
  expect(status).toBe(200);
}

/** Whether each is set back by so many days, less a second for the time between their submissions. */
const isStrict = (setBack: readonly number[]) =>
  setBack.every((seconds, level) => Math.abs(seconds - level * DAY_SECONDS) < 60);
const isUsual = (setBack: readonly number[]) => (setBack.at(-1) ?? 0) < 400;

it('the ageing that a person sets holds for what a dispatcher and a worker send to the queue, until it is taken back', async () => {
  expect(isUsual((await sendAll('first')).setBack)).toBe(true);
  await publish({ ageingMs: null });
  for (const workflow of ['first', 'second'])
    await until(async () => isStrict((await sendAll(workflow)).setBack), {
      timeoutMs: 30_000,
      message: `strict priority of ${workflow}`,
    });
  const waiting = await sendAll('first');
  await publish({});
  // What waits under the old setting does not wait for days behind what comes.
  const bulk = waiting.runs.at(-1) ?? '';
  await until(async () => (await keyOf(bulk)) < (await keyOf(await submit('first', 'bulk'))), {
    timeoutMs: 40_000,
    message: 'the keys of steps that wait to be lowered',
  });
  for (const workflow of ['first', 'second']) expect(isUsual((await sendAll(workflow)).setBack)).toBe(true);
}, 120_000);

it('GET /v1/scale wants the number of workers that a person sets, until it is taken back', async () => {
  const wanted = async () => (await fleet.call('GET', `/v1/scale/${AGENT}`)).body;
  await publish({ replicas: 7 });
  await until(async () => (await wanted()).why === 'person', { timeoutMs: 20_000 });
  expect(await wanted()).toMatchObject({ wanted: 7, reason: expect.stringMatching(/^A person has set 7/) });
  await publish({});
  await until(async () => (await wanted()).why !== 'person', { timeoutMs: 20_000 });
}, 60_000);
