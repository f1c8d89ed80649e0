import { type TempDir, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { ageRun } from './age-run.ts';
import { FleetHealth } from './fleet-health.ts';
import { TestFleet } from './test-fleet.ts';

const RUNS = 80;
const INPUT = 'x'.repeat(250_000);

let folder: TempDir;
let fleet: TestFleet;
let redis: Redis;
let submissions: Queue;
const health = new FleetHealth(() => fleet.url);
beforeAll(async () => {
  folder = await tempDir();
  // Without AG06_STORE_MEMORY the ceiling is maxmemory.
  fleet = await TestFleet.start(1, { AG06_ARCHIVE_URL: `file:${folder.path}` });
  redis = new Redis(fleet.redis.port, '127.0.0.1');
  submissions = new Queue('ag06.submissions', { connection: { host: '127.0.0.1', port: fleet.redis.port } });
  await fleet.push({ name: 'kept', steps: { s: { agent: 'core.echo', with: 1 } } });
  await fleet.push({
    name: 'parent',
    steps: { go: { signal: 'go' }, child: { workflow: 'kept', with: 1, needs: ['go'] } },
  });
}, 60_000);
afterAll(async () => {
  await submissions.close();
  redis.disconnect();
  await fleet.stop();
  await folder[Symbol.asyncDispose]();
});

const submit = (priority: string, input: unknown = null, key?: string, workflow = 'kept') =>
  fleet.call('POST', '/v1/runs', { workflow, input, priority }, key ? { 'idempotency-key': key } : {});

/** Makes what is in use now this share of the memory of Redis. */
async function fillTo(share: number): Promise<void> {
  const info = await redis.info('memory');
  const read = (name: string) => Number(new RegExp(`${name}:(\\d+)`).exec(info)?.[1]);
  const used = read('used_memory') - read('mem_not_counted_for_evict');
  await redis.config('SET', 'maxmemory', String(Math.round(used / share)));
}

it('a nearly full store takes no new bulk and low runs, loses none that wait, and takes them again when runs are archived', async () => {
  const ids: string[] = [];
  for (let n = 0; n < RUNS; n++) ids.push(String((await submit('normal', INPUT)).body.runId));
  const parent = String((await submit('bulk', null, undefined, 'parent')).body.runId);
  const keyed = await submit('bulk', null, 'once');
  for (const id of [...ids, String(keyed.body.runId)])
    expect(await fleet.result(id)).toMatchObject({ status: 'completed' });

  await fillTo(0.88);
  await health.untilSick('store', 'STORE_MEMORY_HIGH');
  expect((await submit('bulk')).status).toBe(202);
  await fillTo(0.975);
  const sick = await health.untilSick('store', 'STORE_NEARLY_FULL');
  expect(sick.reasons[0]?.message).toMatch(/bulk and low are refused.*AG06_STORE_MEMORY/);

  const refused = await submit('bulk');
  expect(refused).toMatchObject({ status: 503, body: { code: 'STORE_NEARLY_FULL' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await submit('low')).status).toBe(503);
  expect(await submit('bulk', null, 'once')).toMatchObject({
    status: 200,
    body: { runId: keyed.body.runId },
  });
  const items = ['bulk', 'normal'].map((priority) => ({ workflow: 'kept', input: null, priority }));
  const batch = await fleet.call('POST', '/v1/runs/batch', { runs: items });
  expect(batch.body.results).toMatchObject([
    { problem: { status: 503, code: 'STORE_NEARLY_FULL' } },
    { runId: expect.any(String) },
  ]);
  const waiting = await submissions.add('start', { workflow: 'kept', input: null, priority: 'bulk' });
  await until(async () => (await waiting.getState()) === 'delayed', { message: 'it waits on its queue' });
  const behind = await submissions.add('start', { workflow: 'kept', input: null });
  await until(async () => (await behind.getState()) === 'completed', { message: 'another one passes it' });
  // The child of a run that was accepted is no new run.
  await fleet.call('POST', `/v1/runs/${parent}/signals/go`, {});
  expect(await fleet.result(parent)).toMatchObject({ status: 'completed' });
  const metrics = await (await fetch(`${fleet.url}/metrics`)).text();
  expect(metrics).toMatch(/ag06_submissions_refused_total\{[^}]*priority="low"[^}]*\} 1\b/);
  expect(metrics).toMatch(/ag06_store_ceiling_bytes/);

  // They would stay for a week.
  for (const id of ids) await ageRun(redis, id, 90_000);
  await health.untilWell('store');
  expect((await submit('bulk')).status).toBe(202);
  if ((await waiting.getState()) === 'delayed') await waiting.promote().catch(() => {});
  await until(async () => (await waiting.getState()) === 'completed', { timeoutMs: 40_000 });
  let archived = 0;
  for (const id of ids) {
    const { status, body } = await fleet.call('GET', `/v1/runs/${id}`);
    expect({ status, run: body.status }).toEqual({ status: 200, run: 'completed' });
    if (body.archived === true) archived++;
  }
  expect(archived).toBeGreaterThan(0);
}, 120_000);
