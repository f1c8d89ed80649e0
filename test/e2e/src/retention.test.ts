import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ageRun } from './age-run.ts';
import { TestFleet } from './test-fleet.ts';

let fleet: TestFleet;
let redis: Redis;
beforeAll(async () => {
  fleet = await TestFleet.start(1, { AG06_RETENTION: '1m' });
  redis = new Redis(fleet.redis.port, '127.0.0.1');
  await fleet.push({ name: 'short', steps: { s: { agent: 'core.echo', with: { n: 1 } } } });
  await fleet.push({ name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 120_000 } } } });
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await fleet.stop();
});

const submit = async (workflow: string): Promise<string> => {
  const body = { workflow, input: null, tags: ['kept'] };
  const answer = await fleet.call('POST', '/v1/runs', body, { 'x-correlation-id': 'order 7' });
  return String(answer.body.runId);
};

async function listed(query: string): Promise<string[]> {
  const { items } = (await fleet.call('GET', `/v1/runs${query}`)).body as { items: { runId: string }[] };
  return items.map(({ runId }) => runId);
}

/** Every text in Redis that names the run: keys, and members of the lists and sets of the store. */
async function tracesOf(runId: string): Promise<string[]> {
  const keys = await redis.keys('*');
  const index = await redis.zrange('ag06:{p0}:index', '0', '-1');
  const wakeups = await redis.zrange('ag06:{p0}:wakeups', '0', '-1');
  const finished = await redis.lrange('ag06:{p0}:finished', 0, -1);
  return [...keys, ...index, ...wakeups, ...finished].filter((text) => text.includes(runId));
}

it('a finished run is deleted after AG06_RETENTION, with its log and from every list; later and open runs stay', async () => {
  const [short, long] = [await submit('short'), await submit('long')];
  const younger = await submit('short');
  for (const runId of [short, younger]) {
    expect(await fleet.result(runId)).toMatchObject({ status: 'completed' });
  }
  expect(await tracesOf(short)).not.toEqual([]);
  await ageRun(redis, short, 61_000);
  await until(async () => (await fleet.call('GET', `/v1/runs/${short}`)).status === 404, {
    timeoutMs: 40_000,
  });
  for (const path of ['', '/events', '/result']) {
    const answer = await fleet.call('GET', `/v1/runs/${short}${path}`);
    expect(answer).toMatchObject({ status: 404, body: { code: 'RUN_UNKNOWN' } });
  }
  expect((await fleet.call('POST', `/v1/runs/${short}/cancel`)).status).toBe(404);
  expect(await tracesOf(short)).toEqual([]);
  for (const query of ['', '?tag=kept', '?workflow=long', '?correlationId=order%207', '?status=running']) {
    expect((await listed(query)).filter((runId) => runId !== younger)).toEqual([long]);
  }
  expect(await listed('?status=completed')).toEqual([younger]);
  expect(await listed('?workflow=short')).toEqual([younger]);
  expect((await fleet.call('GET', `/v1/runs/${long}`)).body).toMatchObject({ status: 'running' });
  expect((await fleet.events(long)).map((event) => event.type)).toContain('step.started');
}, 60_000);
