import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { TestFleet } from './test-fleet.ts';

const EPOCH = 'ag06:{g}:epoch';
const QUEUE = 'bull:agent.good.patient';
/** From this age on, in seconds, a dispatcher moves the epoch; keys end at twice that. */
const REBASE_AGE = 2 ** 20;
const DAY_SECONDS = 24 * 3600;
/** For the start of a dispatcher that is to find its epoch young. */
const MARGIN_SECONDS = 30;

let fleet: TestFleet;
let redis: Redis;
beforeAll(async () => {
  fleet = await TestFleet.start(0);
  redis = new Redis(fleet.redis.port, '127.0.0.1');
  await fleet.push({ name: 'one', steps: { s: { agent: 'good.patient', with: { ms: 0 } } } });
  // The agents of a worker are known from its first moment on.
  await (await fleet.startWorker()).stop();
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await fleet.stop();
});

const submit = async (priority: string): Promise<string> => {
  const answer = await fleet.call('POST', '/v1/runs', { workflow: 'one', priority });
  return String(answer.body.runId);
};
const keyOf = async (runId: string): Promise<number> =>
  Number(await redis.hget(`${QUEUE}:${runId}.s.d1`, 'priority'));

it('priority keys that grew old are lowered by a dispatcher, and old and new runs keep their order', async () => {
  await fleet.dispatcher?.stop();
  const young = Date.now() - (REBASE_AGE - MARGIN_SECONDS) * 1000;
  await redis.set(EPOCH, young);
  await fleet.startDispatcher();
  const [bulk, normal, critical] = [await submit('bulk'), await submit('normal'), await submit('critical')];
  const before = await Promise.all([bulk, normal, critical].map(keyOf));
  expect(Math.min(...before)).toBeGreaterThanOrEqual(REBASE_AGE - MARGIN_SECONDS);

  await fleet.dispatcher?.stop();
  const epoch = young - MARGIN_SECONDS * 1000;
  await redis.set(EPOCH, epoch);
  await fleet.startDispatcher();
  await until(async () => Number(await redis.get(EPOCH)) > epoch);
  const seconds = (Number(await redis.get(EPOCH)) - epoch) / 1000;
  expect(seconds).toBeGreaterThanOrEqual(REBASE_AGE - DAY_SECONDS);
  await until(async () => (await keyOf(bulk)) < REBASE_AGE);
  expect(await Promise.all([bulk, normal, critical].map(keyOf))).toEqual(before.map((key) => key - seconds));

  // It may still be counted from the old epoch, and is lowered a little later then.
  const later = await submit('normal');
  await until(async () => (await keyOf(later)) < REBASE_AGE, { timeoutMs: 20_000 });
  const worker = await fleet.startWorker({ AG06_CONCURRENCY: '1' });
  const ids = [critical, normal, later, bulk];
  for (const runId of ids) expect(await fleet.result(runId)).toMatchObject({ status: 'completed' });
  const order = worker.stderr.flatMap((line) => /patient (\S+) started/.exec(line)?.[1] ?? []);
  expect(order).toEqual(ids);
}, 60_000);
