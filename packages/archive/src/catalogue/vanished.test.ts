import { expect, it } from '@jest/globals';
import { finishRun } from '../testing/finished-runs.ts';
import { openTestArchive, type TestArchive } from '../testing/open-archive.ts';
import { ALL_RUNS } from '../testing/queries.ts';
import { ArchiveUpkeep } from '../work/archive-upkeep.ts';
import { Ledger } from './ledger.ts';

const FOR_EVER = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };

async function archiveMany(test: TestArchive, segments: number): Promise<void> {
  for (let i = 0; i < segments; i++) {
    await finishRun(test.store);
    await test.archiveAll();
  }
}

const keysOf = async ({ objects }: TestArchive): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const { key } of objects.list('segments/')) keys.push(key);
  return keys;
};

/** Another process over the same store and objects, which has looked at nothing yet. */
const reopen = ({ store, objects }: TestArchive): TestArchive => openTestArchive({ store, objects });

it('a segment that vanished is noticed by a process that starts later, with the random part of its name', async () => {
  const test = openTestArchive();
  await archiveMany(test, 4);
  expect(await reopen(test).catalogue.findVanished()).toBeUndefined();
  const [first = '', second = ''] = await keysOf(test);
  await test.objects.delete(first);
  const id = first.slice(-'0123456789abcdef.ag06'.length, -'.ag06'.length);
  expect(await reopen(test).catalogue.findVanished()).toEqual({ segments: 1, runs: 1, id });
  await test.objects.delete(second);
  expect(await reopen(test).catalogue.findVanished()).toEqual({ segments: 2, runs: 2 });
});

it('merging and pruning change what the fleet knows of its segments, so nothing seems to be missing', async () => {
  const test = openTestArchive();
  await archiveMany(test, 17);
  const { work, catalogue, store } = test;
  await new ArchiveUpkeep({ work, catalogue, policy: FOR_EVER, now: () => store.runs.now() }).look();
  expect(await keysOf(test)).toHaveLength(1);
  expect(await reopen(test).catalogue.findVanished()).toBeUndefined();
  const policy = { ...FOR_EVER, keptMs: 1 };
  const now = async () => (await store.runs.now()) + 1_000;
  await new ArchiveUpkeep({ work, catalogue, policy, now }).look();
  expect(await keysOf(test)).toEqual([]);
  expect(await reopen(test).catalogue.findVanished()).toBeUndefined();
});

it('a segment that vanished is one of the last changes, so lists of a later process lack it and say so', async () => {
  const test = openTestArchive();
  await archiveMany(test, 3);
  const [first = ''] = await keysOf(test);
  await test.objects.delete(first);
  const { archive } = reopen(test);
  const page = await archive.listRuns(ALL_RUNS);
  expect(page.runs).toHaveLength(2);
  expect(page.unread).toMatchObject({ segments: 1, runs: 1, code: 'ARCHIVE_SEGMENT_MISSING' });
});

it('segments that were there before anybody counted are counted by the next writer, also after a writer of a release that does not count', async () => {
  const test = openTestArchive();
  await archiveMany(test, 2);
  const { store, objects } = test;
  const document = await store.shared.load('archive', 'ledger');
  const { totals, ...older } = JSON.parse(document?.text ?? '{}');
  expect(totals).toMatchObject({ segments: 2, runs: 2 });
  await store.shared.swap('archive', 'ledger', document?.version ?? 0, JSON.stringify(older));
  expect(await reopen(test).catalogue.findVanished()).toBeUndefined();
  const later = reopen(test);
  await archiveMany(later, 1);
  expect((await new Ledger(store.shared, objects).load()).totals).toMatchObject({ segments: 3, runs: 3 });
});

it('a segment that was given up stays known for weeks, so one that is put late is never listed', async () => {
  const DAY = 24 * 3600_000;
  const { store, objects } = openTestArchive();
  const ledger = new Ledger(store.shared, objects);
  const key = 'segments/0000000000002-0000000000001-1-0123456789abcdef.ag06';
  await ledger.claim();
  const begun = await ledger.begin(await ledger.load(), key, []);
  if (begun === undefined) throw new Error('Another process wrote the ledger.');
  const given = await ledger.abandon(begun, 0);
  if (given === undefined) throw new Error('Another process wrote the ledger.');
  const later = await ledger.forget(given, 29 * DAY);
  expect(later?.abandoned).toEqual([{ key, at: 0 }]);
  await objects.put(key, Buffer.from('late'));
  const { catalogue } = openTestArchive({ store, objects });
  expect(await catalogue.look()).toEqual([]);
  expect((await ledger.forget(given, 31 * DAY))?.abandoned).toEqual([]);
});
