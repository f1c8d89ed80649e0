import {
  encodeSampleBatch,
  FIGURES_REPORT,
  parseFiguresReport,
  parseTuningDocument,
  type Sample,
  toModelName,
} from '@ag06/contracts/tuning';
import { createMemoryStore, type Store, type WorkerRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Leadership } from './leadership.ts';
import { Leading } from './leading.ts';

const log = pino({ level: 'silent' });
const sample = (more: Partial<Sample> = {}): Sample => ({
  t: 1_000,
  agent: 'core.echo',
  step: 'a',
  runId: 'r0-000000000aaaaaaaaaaaa',
  attempt: 1,
  hedge: false,
  configVersion: 0,
  priority: 'normal',
  sizeBucket: 0,
  waitMs: 1,
  durMs: 2,
  outcome: 'ok',
  startedAt: 998,
  worker: 'w-1',
  inflightAtStart: 1,
  ...more,
});

const batchOf = (worker: string, number: number, samples: readonly Sample[]): string =>
  encodeSampleBatch({ worker, number, at: Date.now(), dropped: 0, seconds: [], samples });

/** A new leader, whatever others do. */
async function lead(store: Store, id: string): Promise<Leading> {
  const leadership = new Leadership({ id, fleet: store.fleet, shared: store.shared, now: Date.now });
  for (const other of ['a', 'b', 'c']) await store.fleet.acquireLease('optimizer', other, 0);
  await leadership.seek();
  const { term } = leadership;
  if (term === undefined) throw new Error(`${id} does not lead.`);
  const watcher = { decided: () => {}, observe: () => {} };
  return Leading.begin({ id, term, mode: 'shadow', store, log, onReport: () => {}, watcher });
}

const reportOf = async ({ shared }: Store) =>
  parseFiguresReport((await shared.load('figures', FIGURES_REPORT))?.text ?? '');
const documentOf = async ({ shared }: Store, agent: string) => {
  const found = await shared.load('tuning', agent);
  return found === undefined ? undefined : parseTuningDocument(found.text, found.version);
};

it('a leader counts each batch once, also one that was sent again, and what cannot be read', async () => {
  const store = createMemoryStore();
  const leading = await lead(store, 'a');
  const first = batchOf('w-1', 1, [sample(), sample({ outcome: 'error', attempt: 2 })]);
  for (const text of [first, first, batchOf('w-2', 1, [sample()]), 'rubbish'])
    await store.samples.append(text);
  await leading.step();
  const report = await reportOf(store);
  expect(report).toMatchObject({ leader: 'a', fence: 1, unreadable: 1 });
  expect(report?.agents['core.echo']).toMatchObject({ attempts: 3, steps: 2 });
});

it('a leader follows another leader without a sample lost or counted twice', async () => {
  const store = createMemoryStore();
  const a = await lead(store, 'a');
  const twice = batchOf('w-1', 1, [sample()]);
  await store.samples.append(twice);
  await a.step();
  await a.keep();
  // Counted by a, but not kept; and sent again after that.
  await store.samples.append(batchOf('w-1', 2, [sample(), sample()]));
  await a.step();
  await store.samples.append(twice);
  const b = await lead(store, 'b');
  await b.step();
  const report = await reportOf(store);
  expect(report).toMatchObject({ leader: 'b', fence: 2 });
  expect(report?.agents['core.echo']?.attempts).toBe(3);
  await expect(a.step()).rejects.toThrow('refused');
  await expect(a.keep()).rejects.toThrow('refused');
});

it('a leader drops the samples behind what it keeps, and nothing that is not kept', async () => {
  const store = createMemoryStore();
  const a = await lead(store, 'a');
  const left = async () => (await store.samples.read(undefined, 10)).length;
  await store.samples.append(batchOf('w-1', 1, [sample()]));
  await a.step();
  expect(await left()).toBe(1);
  await store.samples.append(batchOf('w-1', 2, [sample()]));
  await a.keep();
  expect(await left()).toBe(1);
  await a.step();
  const b = await lead(store, 'b');
  await expect(a.keep()).rejects.toThrow('refused');
  expect(await left()).toBe(1);
  await b.step();
  await b.keep();
  expect((await reportOf(store))?.agents['core.echo']?.attempts).toBe(2);
  expect(await left()).toBe(0);
});

it('a leader begins anew with a kept model that it cannot read', async () => {
  const store = createMemoryStore();
  await store.shared.swap('model', 'fleet', 0, '{"schema":9}');
  await store.samples.append(batchOf('w-1', 1, [sample()]));
  const leading = await lead(store, 'a');
  await leading.step();
  await leading.keep();
  expect((await reportOf(store))?.agents['core.echo']?.attempts).toBe(1);
});

const worker = (id: string, concurrency: number): WorkerRecord => ({
  id,
  host: 'box',
  pid: 1,
  agents: ['core.echo'],
  startedAt: 1,
  seenAt: Date.now(),
  declared: { 'core.echo': { concurrency, timeoutMs: 30_000 } },
});

it('a leader publishes version 1 for an agent that has none: all static, with what its workers agree on', async () => {
  const store = createMemoryStore();
  await store.fleet.registerWorker(worker('w-1', 10));
  await store.fleet.registerWorker(worker('w-2', 20));
  const leading = await lead(store, 'a');
  await leading.step();
  expect(await documentOf(store, 'core.echo')).toMatchObject({
    value: { version: 1, settings: {}, static: { timeoutMs: 30_000 }, by: 'a', fence: 1, reason: 'STATIC' },
  });
  await leading.step();
  expect((await store.shared.load('tuning', 'core.echo'))?.version).toBe(1);
});

it('a leader leaves the settings of an operator alone, and puts them back in place of rubbish', async () => {
  const store = createMemoryStore();
  await store.fleet.registerWorker(worker('w-1', 10));
  const by = { publishedAt: 1, by: 'operator', fence: 0, reason: 'less' };
  const text = JSON.stringify({ version: 1, settings: { concurrency: 2 }, static: {}, ...by });
  await store.shared.swap('tuning', 'core.echo', 0, text);
  const leading = await lead(store, 'a');
  await leading.step();
  expect(await documentOf(store, 'core.echo')).toMatchObject({ value: { version: 1, by: 'operator' } });
  await store.shared.swap('tuning', 'core.echo', 1, '{"concurrency":"many"}');
  await leading.step();
  expect(await documentOf(store, 'core.echo')).toMatchObject({
    value: { version: 3, settings: { concurrency: 2 }, by: 'a', reason: 'REPAIRED' },
  });
});

it('a leader repairs what an optimizer had learned as its own, not as a person’s', async () => {
  const store = createMemoryStore();
  await store.fleet.registerWorker(worker('w-1', 10));
  const by = { publishedAt: 1, by: 'o', fence: 0, reason: '' };
  const document = { version: 1, settings: { concurrency: 16 }, learned: ['concurrency'], static: {}, ...by };
  await store.shared.swap('tuning-policy', 'core.echo', 0, JSON.stringify({ locks: {}, mode: 'live' }));
  await store.shared.swap('tuning', 'core.echo', 0, JSON.stringify(document));
  const leading = await lead(store, 'a');
  await leading.step();
  await store.shared.swap('tuning', 'core.echo', 1, 'rubbish');
  await leading.step();
  expect(await documentOf(store, 'core.echo')).toMatchObject({
    value: { version: 3, settings: { concurrency: 16 }, learned: ['concurrency'], reason: 'REPAIRED' },
  });
});

it('a leader publishes a document that can be read for an agent whose own time-out is beyond the bounds', async () => {
  const store = createMemoryStore();
  const declared = { 'core.echo': { concurrency: 10, timeoutMs: 172_800_000 } };
  await store.fleet.registerWorker({ ...worker('w-1', 10), declared });
  const leading = await lead(store, 'a');
  await leading.step();
  await leading.step();
  expect(await documentOf(store, 'core.echo')).toMatchObject({
    value: { version: 1, static: { concurrency: 10 } },
  });
});

it('a leader that follows one of the release before counts all batches of agents that it knows', async () => {
  const store = createMemoryStore();
  const first = await lead(store, 'a');
  for (let number = 1; number <= 3; number++) {
    await store.samples.append(batchOf('w-1', number, [sample()]));
    await first.step();
  }
  await first.keep();
  const former = { schema: 1, cursor: null, numbers: {}, dropped: 0, unreadable: 0, agents: {} };
  await store.shared.swap('model', 'fleet', 1, JSON.stringify(former));
  const second = await lead(store, 'b');
  await store.samples.append(batchOf('w-1', 4, [sample(), sample()]));
  await second.step();
  expect((await reportOf(store))?.agents['core.echo']?.attempts).toBe(5);
});

it('a leader repairs settings whose fence no leader has had, because workers refuse them', async () => {
  const store = createMemoryStore();
  await store.fleet.registerWorker(worker('w-1', 10));
  const by = { publishedAt: 1, by: 'operator', reason: 'less' };
  const write = (version: number, fence: number) => {
    const document = { version, settings: { concurrency: 2 }, static: {}, fence, ...by };
    return store.shared.swap('tuning', 'core.echo', version - 1, JSON.stringify(document));
  };
  await write(1, 0);
  const leading = await lead(store, 'a');
  await leading.step();
  await write(2, 9_000_000);
  await leading.step();
  expect(await documentOf(store, 'core.echo')).toMatchObject({
    value: { version: 3, settings: { concurrency: 2 }, fence: 1, reason: 'REPAIRED' },
  });
});

it('a leader keeps what it knows over what somebody else has written in its place, before it drops the samples', async () => {
  const store = createMemoryStore();
  const a = await lead(store, 'a');
  await store.samples.append(batchOf('w-1', 1, [sample()]));
  await a.step();
  await a.keep();
  await store.samples.append(batchOf('w-1', 2, [sample(), sample()]));
  await a.step();
  await store.shared.swap('model', toModelName('core.echo'), 1, 'rubbish');
  await a.keep();
  const b = await lead(store, 'b');
  await b.step();
  expect((await reportOf(store))?.agents['core.echo']?.attempts).toBe(3);
});

it('a leader takes out of published settings what lies outside of the bounds, and keeps what a person has set', async () => {
  const store = createMemoryStore();
  const bounds = { timeoutMs: { min: 500, max: 9_000 } };
  await store.fleet.registerWorker({ ...worker('w-1', 10), tuning: { 'core.echo': { bounds } } });
  // A lock would make what stands there a person's.
  const locks = { bySize: { at: 1, by: 'operator', reason: '' } };
  await store.shared.swap('tuning-policy', 'core.echo', 0, JSON.stringify({ locks }));
  const document = {
    version: 1,
    settings: { concurrency: 2, timeoutMs: 1, bySize: { 0: { timeoutMs: 1 } } },
    learned: ['timeoutMs', 'bySize'],
    static: {},
    publishedAt: 1,
    by: 'o',
    fence: 0,
    reason: '',
  };
  await store.shared.swap('tuning', 'core.echo', 0, JSON.stringify(document));
  const leading = await lead(store, 'a');
  await leading.step();
  const published = await documentOf(store, 'core.echo');
  expect(published).toMatchObject({ value: { version: 2, reason: 'REPAIRED' } });
  expect(published?.ok === true && published.value.settings).toEqual({ concurrency: 2 });
});
