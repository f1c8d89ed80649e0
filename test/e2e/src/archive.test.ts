import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ageRun } from './age-run.ts';
import { pointsIn } from './fault-table.ts';
import { TestFleet } from './test-fleet.ts';

/**
 * Dispatchers die by SIGKILL, one after the other, each at another point while it archives runs. The next one ends what
 * was begun, and dies with runs of its own.
 */
const POINTS = pointsIn('a dispatcher that archives').map(([point]) => point);
const RUNS_EACH = 2;

let fleet: TestFleet;
let redis: Redis;
let folder: TempDir;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await tempDir();
  env = { AG06_RETENTION: '1m', AG06_ARCHIVE_URL: `file:${folder.path}` };
  fleet = await TestFleet.start(1, env);
  redis = new Redis(fleet.redis.port, '127.0.0.1');
  await fleet.push({ name: 'kept', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } });
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await fleet.stop();
  await folder[Symbol.asyncDispose]();
});

it('runs that dispatchers archive, while each dies at another point, are all found, each once, as they were', async () => {
  const ids: string[] = [];
  for (let n = 0; n < POINTS.length * RUNS_EACH; n++) ids.push(await fleet.submit('kept', { n }));
  for (const [n, id] of ids.entries())
    expect(await fleet.result(id)).toMatchObject({ status: 'completed', output: { s: { n } } });
  const key = { 'idempotency-key': 'once' };
  const keyed = (await fleet.call('POST', '/v1/runs', { workflow: 'kept', input: { n: -1 } }, key)).body;
  await fleet.result(String(keyed.runId));
  const views = await Promise.all(ids.map(async (id) => (await fleet.call('GET', `/v1/runs/${id}`)).body));
  const logs = await Promise.all(ids.map((id) => fleet.events(id)));
  await fleet.dispatcher?.stop();
  await redis.del('ag06:{g}:lease:retention');

  for (const [i, point] of POINTS.entries()) {
    for (const id of ids.slice(i * RUNS_EACH, (i + 1) * RUNS_EACH)) await ageRun(redis, id, 90_000);
    // It may be gone before it says that it is ready.
    await fleet.startDispatcher({ ...env, AG06_TEST_FAULT: point }).catch(() => undefined);
    await fleet.dispatcher?.exited;
    await redis.del('ag06:{g}:lease:retention');
  }
  await ageRun(redis, String(keyed.runId), 90_000);
  await fleet.startDispatcher(env);
  const isOver = async () => (await redis.keys('ag06:{p0}:run:*')).length === 0;
  await until(isOver, { timeoutMs: 40_000, message: 'all runs leave the store' });

  const { items } = (await fleet.call('GET', '/v1/runs?workflow=kept&limit=100')).body as {
    items: { runId: string; archived?: boolean }[];
  };
  expect(items.map(({ runId }) => runId).sort()).toEqual([...ids, String(keyed.runId)].sort());
  expect(items.every(({ archived }) => archived === true)).toBe(true);
  for (const [n, id] of ids.entries()) {
    expect((await fleet.call('GET', `/v1/runs/${id}`)).body).toEqual({
      ...views[n],
      // What the test made of it.
      finishedAt: expect.any(String),
      archived: true,
    });
    expect(await fleet.events(id)).toEqual(logs[n]);
  }
  const again = await fleet.call('POST', '/v1/runs', { workflow: 'kept', input: { n: -1 } }, key);
  expect(again).toMatchObject({ status: 200, body: { runId: keyed.runId, status: 'completed' } });
  const unfinished = await readdir(join(folder.path, 'segments'));
  expect(unfinished.filter((name) => name.startsWith('.'))).toEqual([]);
}, 180_000);
