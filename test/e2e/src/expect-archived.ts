import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir, until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { Redis } from 'ioredis';
import { ageRun } from './age-run.ts';
import { TestFleet } from './test-fleet.ts';

/** Runs that each dispatcher has for itself. */
export const RUNS_EACH = 2;

/** A fleet that archives into a folder. */
export interface ArchivingFleet {
  readonly fleet: TestFleet;
  readonly redis: Redis;
  readonly folder: TempDir;
  /** Of its dispatchers. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startArchivingFleet(): Promise<ArchivingFleet> {
  const folder = await tempDir();
  const env = { AG06_RETENTION: '1m', AG06_ARCHIVE_URL: `file:${folder.path}` };
  const fleet = await TestFleet.start(1, env);
  const redis = new Redis(fleet.redis.port, '127.0.0.1');
  await fleet.push({ name: 'kept', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } });
  const stop = async () => {
    redis.disconnect();
    await fleet.stop();
    await folder[Symbol.asyncDispose]();
  };
  return { fleet, redis, folder, env, stop };
}

/**
 * Dispatchers die by SIGKILL, one after the other, each at another point while it archives runs. The next one ends what
 * was begun, and dies with runs of its own. All runs are found then, each once, as they were.
 */
export async function expectRunsArchived(
  { fleet, redis, folder, env }: ArchivingFleet,
  points: readonly string[],
): Promise<void> {
  const ids: string[] = [];
  for (let n = 0; n < points.length * RUNS_EACH; n++) ids.push(await fleet.submit('kept', { n }));
  for (const [n, id] of ids.entries())
    expect(await fleet.result(id)).toMatchObject({ status: 'completed', output: { s: { n } } });
  const key = { 'idempotency-key': 'once' };
  const keyed = (await fleet.call('POST', '/v1/runs', { workflow: 'kept', input: { n: -1 } }, key)).body;
  await fleet.result(String(keyed.runId));
  const views = await Promise.all(ids.map(async (id) => (await fleet.call('GET', `/v1/runs/${id}`)).body));
  const logs = await Promise.all(ids.map((id) => fleet.events(id)));
  await fleet.dispatcher?.stop();
  await redis.del('ag06:{g}:lease:retention');

  for (const [i, point] of points.entries()) {
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
}

/** Old events of a stream, while each dispatcher that archives them dies at another point, are all read in order, each once. */
export async function expectEventsArchived(
  { fleet, redis, folder, env }: ArchivingFleet,
  points: readonly string[],
): Promise<void> {
  await fleet.dispatcher?.stop();
  const kept = { ...env, AG06_STREAM_RETENTION: '1s' };
  await fleet.startDispatcher(env);
  const append = (n: number) =>
    fleet.call('POST', '/v1/streams/orders/events', { type: 'order.paid', data: { n } });
  const readAll = async () => {
    const found: { position: number; data: unknown }[] = [];
    for (let after = 0; ; ) {
      const { body } = await fleet.call('GET', `/v1/streams/orders/events?limit=3&after=${after}`);
      found.push(...(body.events as typeof found));
      if (body.next === undefined) return found;
      after = Number(body.next);
    }
  };
  for (let n = 1; n <= 10; n++) expect(await append(n)).toMatchObject({ status: 201 });
  const before = await readAll();
  await fleet.dispatcher?.stop();
  for (const point of points) {
    await redis.del('ag06:{g}:lease:stream-archive');
    await fleet.startDispatcher({ ...kept, AG06_TEST_FAULT: point }).catch(() => undefined);
    await fleet.dispatcher?.exited;
  }
  await redis.del('ag06:{g}:lease:stream-archive');
  await fleet.startDispatcher(kept);
  expect(await readAll()).toEqual(before);
  const stream = async () => (await fleet.call('GET', '/v1/streams/orders')).body;
  await until(async () => (await stream()).count === 0, { timeoutMs: 40_000, message: 'all to be archived' });
  expect(await readAll()).toEqual(before);
  expect(await stream()).toMatchObject({
    count: 0,
    last: { position: 10 },
    archived: { first: { position: 1 }, last: { position: 10 } },
  });
  await append(11);
  expect((await readAll()).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const group = (verb: string, body: object) =>
    fleet.call('POST', `/v1/streams/orders/groups/g/${verb}`, body);
  expect(await group('reset', { after: 4 })).toMatchObject({ status: 200, body: { position: 4, lag: 7 } });
  const { body: page } = await group('read', { consumer: 'c', limit: 20 });
  const deliveries = page.deliveries as { position: number; data: unknown }[];
  expect(deliveries.map(({ position, data }) => [position, data])).toEqual(
    [5, 6, 7, 8, 9, 10, 11].map((n) => [n, { n }]),
  );
  const held = { consumer: 'c', positions: [5, 6, 7, 8, 9, 10, 11], incarnation: page.incarnation };
  expect(await group('ack', held)).toMatchObject({ status: 200, body: { refused: [] } });
  expect((await fleet.call('DELETE', '/v1/streams/orders')).status).toBe(200);
  const isOver = async () =>
    (await readdir(folder.path, { recursive: true })).every(
      (name) => !/streams.default.orders.*ag06$/.test(name),
    );
  await until(isOver, {
    timeoutMs: 40_000,
    message: 'the archived events of the deleted stream are deleted',
  });
}
