import { randomUUID } from 'node:crypto';
import { MemoryObjects } from '@ag06/objects';
import type { Store } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { createArchivedApi } from './testing/archived-api.ts';
import { createMemoryApi } from './testing/memory-api.ts';

const ISSUER = { worker: 'd-1', job: '', delivery: 0 };
const FAILED = { status: 'failed', error: '{"code":"X","message":"x"}' } as const;

async function finish(store: Store, workflow: string, tags: readonly string[] = []): Promise<string> {
  const runId = store.runs.createRunId('default', undefined);
  const listedBy = { workflow, correlationId: randomUUID(), tags: [...tags] };
  const command = { runId, issuer: ISSUER };
  await store.runs.apply({
    ...command,
    kind: 'submit',
    id: randomUUID(),
    tenant: 'default',
    meta: JSON.stringify({ ...listedBy, version: 'v1', tenant: 'default', priority: 'normal' }),
    input: '{}',
    listedBy,
    dedupe: undefined,
    delayMs: 0,
    timeoutMs: undefined,
    roots: [{ unit: 'a', needs: 0, mode: 'schedule', reads: [] }],
  });
  await store.runs.apply({
    ...command,
    kind: 'commit',
    id: randomUUID(),
    guard: { on: 'run', statuses: ['running'] },
    change: { to: 'ended' },
    next: [],
    end: FAILED,
    emitted: [],
    known: [],
  });
  return runId;
}

/** Two segments: the older with runs of `order` and `mail`, the newer with one on hold. */
async function createFilled() {
  const api = createArchivedApi();
  const order = await finish(api.store, 'order');
  const mail = await finish(api.store, 'mail');
  await api.archiveAll();
  const held = await finish(api.store, 'order', ['hold']);
  await api.archiveAll();
  return { ...api, order, mail, held };
}

it('GET /v1/archive counts what is in the archive, and its segments are listed by pages', async () => {
  const { ask } = await createFilled();
  expect((await ask('/v1/archive')).body).toMatchObject({
    place: 'memory',
    segments: 2,
    runs: 3,
    bytes: expect.any(Number),
    retention: { byStatus: {}, holdTag: 'hold' },
  });
  const first = (await ask('/v1/archive/segments?limit=1')).body;
  const second = (await ask(`/v1/archive/segments?limit=1&cursor=${first.next}`)).body;
  expect([...first.items, ...second.items].map(({ runs }) => runs).toSorted()).toEqual([1, 2]);
  expect(second.next).toBeUndefined();
});

it('GET /v1/archive/runs lists the runs of the archive alone', async () => {
  const { ask, store, order, held } = await createFilled();
  await finish(store, 'order');
  const { body } = await ask('/v1/archive/runs?workflow=order');
  expect(body.items.map(({ runId }: { runId: string }) => runId).toSorted()).toEqual(
    [order, held].toSorted(),
  );
});

it('GET /v1/archive/verify reads every segment page by page, and names the broken and the missing one', async () => {
  const { ask, objects } = await createFilled();
  const whole = await ask('/v1/archive/verify?limit=1');
  expect(whole.body).toMatchObject({ segments: 1, broken: [], next: expect.any(String) });
  expect((await ask(`/v1/archive/verify?cursor=${whole.body.next}`)).body).toMatchObject({ segments: 1 });
  const keys: string[] = [];
  for await (const { key } of objects.list('segments/')) keys.push(key);
  const [missing = '', broken = ''] = keys;
  const bytes = await objects.read(broken);
  await objects.delete(missing);
  await objects.delete(broken);
  await objects.put(broken, Buffer.alloc(bytes?.length ?? 0));
  const found = (await ask('/v1/archive/verify')).body;
  expect(found.next).toBeUndefined();
  const codes = found.broken.map(({ segment, code }: { segment: string; code: string }) => [segment, code]);
  expect(codes.toSorted()).toEqual(
    [
      [missing.slice('segments/'.length), 'ARCHIVE_SEGMENT_MISSING'],
      [broken.slice('segments/'.length), 'ARCHIVE_SEGMENT_BROKEN'],
    ].toSorted(),
  );
});

it('GET /v1/archive counts the archived events of streams, and verify reads their segments after those of the runs', async () => {
  const { ask, store, objects, archive } = await createFilled();
  const names = ['a', 'b', 'c'];
  for (const stream of names) {
    const events = [1, 2].map((n) => ({ type: 'made', data: String(n) }));
    await store.events.append({ tenant: 'default', stream, command: stream, dedupeMs: 0, events });
    const summary = await store.events.describe('default', stream);
    if (summary === undefined) throw new Error('There is no stream.');
    await archive.streams.work.archive('default', summary, Date.now() + 60_000);
  }
  const { streams } = (await ask('/v1/archive')).body;
  expect(streams).toMatchObject({ streams: 3, segments: 3, events: 6, orphaned: 0 });
  const keys: string[] = [];
  for await (const { key } of objects.list('streams/')) keys.push(key);
  const [, broken = '', missing = ''] = keys;
  const bytes = await objects.read(broken);
  await objects.delete(broken);
  await objects.put(broken, Buffer.alloc(bytes?.length ?? 0));
  let cursor: string | undefined;
  const pages: { runs: number; events: number; broken: { segment: string; code: string }[] }[] = [];
  do {
    const { body } = await ask(
      `/v1/archive/verify?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    );
    pages.push(body);
    cursor = body.next;
  } while (cursor !== undefined && pages.length < 10);
  expect(pages.map(({ runs, events }) => [runs, events])).toEqual([
    [3, 0],
    [0, 4],
    [0, 2],
  ]);
  expect(pages.flatMap((page) => page.broken)).toMatchObject([
    { segment: broken, code: 'ARCHIVE_SEGMENT_BROKEN' },
  ]);
  await objects.delete(missing);
  expect((await ask(`/v1/archive/verify?cursor=${broken}`)).body).toMatchObject({ segments: 0, broken: [] });
});

it('GET /v1/archive/streams lists the segments of streams by pages, and POST /v1/archive/streams/prune deletes those that no group needs', async () => {
  const { ask, store, archive } = createArchivedApi();
  for (const stream of ['audit', 'orders']) {
    const events = [1, 2, 3].map((n) => ({ type: 'made', data: String(n) }));
    await store.events.append({ tenant: 'default', stream, command: stream, dedupeMs: 0, events });
  }
  for (const one of await store.events.list('default', undefined, 9))
    await archive.streams.work.archive('default', one, Date.now() + 1_000);
  await store.groups.reset({ tenant: 'default', stream: 'audit', group: 'g' }, { after: 2 });
  const { body } = await ask('/v1/archive/streams?limit=1');
  expect(body.items).toMatchObject([
    { stream: 'audit', first: { position: 1 }, last: { position: 3 }, events: 3 },
  ]);
  const rest = await ask(`/v1/archive/streams?limit=1&cursor=${body.next}`);
  expect(rest.body.items).toMatchObject([{ stream: 'orders', events: 3 }]);
  expect(rest.body).not.toHaveProperty('next');
  expect((await ask('/v1/archive/streams?stream=orders')).body.items).toHaveLength(1);
  const prune = (more: object) => ask('/v1/archive/streams/prune', { filter: { all: true }, ...more });
  const counts = { segments: 2, matched: 3, held: 3 };
  expect((await prune({ dryRun: true })).body).toEqual({ ...counts, dryRun: true, pruned: 0 });
  expect((await prune({})).body).toEqual({ ...counts, dryRun: false, pruned: 3 });
  expect((await ask('/v1/archive/streams')).body.items).toMatchObject([{ stream: 'audit' }]);
});

it('a broken segment fails its own runs alone, and lists say that archived runs are missing', async () => {
  const { ask, objects, archive, order, mail, held } = await createFilled();
  const broken = (await archive.catalogue.look()).find(({ runs }) => runs === 2);
  if (broken === undefined) throw new Error('There is no segment of two runs.');
  await objects.delete(broken.key);
  await objects.put(broken.key, Buffer.alloc(200));
  for (const path of ['/v1/runs', '/v1/archive/runs']) {
    const { status, body } = await ask(path);
    expect([status, body.items.map(({ runId }: { runId: string }) => runId)]).toEqual([200, [held]]);
    expect(body.incomplete).toMatchObject({ segments: 1, runs: 2, code: 'ARCHIVE_SEGMENT_BROKEN' });
    expect(body.incomplete.message).toContain(broken.key);
  }
  expect((await ask('/v1/runs?status=running')).body).toEqual({ items: [] });
  expect((await ask(`/v1/runs/${held}`)).status).toBe(200);
  for (const runId of [order, mail])
    expect(await ask(`/v1/runs/${runId}`)).toMatchObject({
      status: 500,
      body: { code: 'ARCHIVE_SEGMENT_BROKEN', detail: expect.stringContaining(broken.key) },
    });
});

it('POST /v1/archive/prune counts in a dry run, and then deletes what it counted', async () => {
  const { ask, order, mail, held } = await createFilled();
  const filter = { workflow: 'order', status: ['failed'], olderThan: 0 };
  const counted = await ask('/v1/archive/prune', { filter, dryRun: true });
  expect(counted.body).toEqual({
    dryRun: true,
    segments: 2,
    matched: 1,
    pruned: 0,
    held: 1,
    unread: [],
  });
  expect((await ask(`/v1/runs/${order}`)).status).toBe(200);
  const pruned = await ask('/v1/archive/prune', { filter });
  expect(pruned.body).toMatchObject({ dryRun: false, matched: 1, pruned: 1, held: 1 });
  const after = await Promise.all([order, mail, held].map((id) => ask(`/v1/runs/${id}`)));
  expect(after.map(({ status }) => status)).toEqual([404, 200, 200]);
  expect((await ask('/v1/archive/prune', { filter: { olderThan: '90d' } })).body).toMatchObject({
    matched: 0,
  });
});

it('a prune waits for its turn, and then says that another dispatcher archives', async () => {
  const { ask, archive, store, order } = await createFilled();
  const free = Promise.withResolvers<void>();
  const archiving = archive.turns.take(() => free.promise);
  const pruning = ask('/v1/archive/prune', { filter: { workflow: 'order' } });
  expect((await ask(`/v1/runs/${order}`)).status).toBe(200);
  free.resolve();
  await archiving;
  expect((await pruning).body).toMatchObject({ pruned: 1 });
  expect(await store.fleet.acquireLease('retention', 'other', 60_000)).toBe(false);
});

it.each([{}, { all: true, workflow: 'a' }, { olderThan: 'soon' }, { status: ['running'] }, { status: [] }])(
  'a prune by the filter %j is refused',
  async (filter) => {
    const { ask } = createArchivedApi();
    expect(await ask('/v1/archive/prune', { filter })).toMatchObject({
      status: 422,
      body: { code: 'PRUNE_INVALID' },
    });
  },
);

it('a dispatcher without an archive, or with another one, says which setting to change', async () => {
  const off = createMemoryApi();
  const { store } = await createFilled();
  const other = createArchivedApi(store);
  for (const path of ['', '/segments', '/runs', '/verify'].map((one) => `/v1/archive${one}`)) {
    const answer = await off.inject({ url: path });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'ARCHIVE_OFF']);
    expect((await other.ask(path)).body).toMatchObject({ status: 409, code: 'ARCHIVE_DIFFERS' });
  }
  const prune = await off.inject({
    method: 'POST',
    url: '/v1/archive/prune',
    payload: { filter: { all: true } },
  });
  expect(prune.json().code).toBe('ARCHIVE_OFF');
});

it('an archive that cannot be reached is answered with 503, and live runs are read as before', async () => {
  const objects = new MemoryObjects();
  const { ask, store } = createArchivedApi(undefined, objects);
  const live = await finish(store, 'order');
  const away = Object.assign(new Error('The archive at memory does not answer.'), {
    code: 'OBJECTS_UNAVAILABLE',
  });
  objects.read = () => Promise.reject(away);
  const gone = await ask('/v1/runs/r0-000000000aaaaaaaaaaaa');
  expect(gone).toMatchObject({ status: 503, body: { code: 'ARCHIVE_UNAVAILABLE' } });
  expect((await ask('/v1/archive')).body.code).toBe('ARCHIVE_UNAVAILABLE');
  expect((await ask(`/v1/runs/${live}/events`)).status).toBe(200);
});

it('POST /v1/archive/adopt gives the fleet a new archive in place of the one that is named, and no other', async () => {
  const before = await createFilled();
  const { ask, archive, store, archiveAll } = createArchivedApi(before.store, new MemoryObjects());
  expect(await ask(`/v1/runs/${before.order}`)).toMatchObject({
    status: 500,
    body: { code: 'ARCHIVE_DIFFERS' },
  });
  const { body: found } = await ask('/v1/archive/adopt', {});
  expect(found).toMatchObject({ adopted: false, isOfFleet: false, inPlaceOf: expect.any(String) });
  const wrong = await ask('/v1/archive/adopt', { inPlaceOf: '0f1e2d3c4b5a6978' });
  expect(wrong).toMatchObject({ status: 409, body: { code: 'ARCHIVE_DIFFERS' } });
  await expect(archive.ledger.load()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
  const { inPlaceOf } = found;
  const adopted = await ask('/v1/archive/adopt', { inPlaceOf });
  expect(adopted.body).toMatchObject({ adopted: true, isOfFleet: true, inPlaceOf });
  expect((await ask('/v1/archive/adopt', { inPlaceOf })).body).toMatchObject({
    adopted: false,
    isOfFleet: true,
  });
  // What is archived from now on is there; the dispatchers of the other archive are refused.
  const run = await finish(store, 'order');
  await archiveAll();
  expect(await ask(`/v1/runs/${run}`)).toMatchObject({ status: 200, body: { archived: true } });
  expect((await ask(`/v1/runs/${before.order}`)).status).toBe(404);
  await expect(before.archive.ledger.load()).rejects.toMatchObject({ code: 'ARCHIVE_DIFFERS' });
});
