import { expect, it } from '@jest/globals';
import { Catalogue } from '../catalogue/catalogue.ts';
import { Ledger } from '../catalogue/ledger.ts';
import { finishRun } from '../testing/finished-runs.ts';
import { openTestArchive, type TestArchive } from '../testing/open-archive.ts';
import type { ArchivePoint } from './archive-work.ts';
import { type PruneOptions, type PruneSelection, prunePage } from './prune-page.ts';

const ALL: PruneSelection = { tenant: 'default', endedBefore: undefined, workflow: undefined, statuses: [] };
const FIRST: PruneOptions = { after: undefined, limit: 100, isDryRun: false };

async function prune(
  test: TestArchive,
  selection: Partial<PruneSelection>,
  options: Partial<PruneOptions> = {},
) {
  const catalogue = new Catalogue(test.objects, new Ledger(test.store.shared, test.objects));
  const parts = {
    work: test.work,
    catalogue,
    segments: await catalogue.look(),
    holdTag: 'hold',
    isHolder: async () => true,
    isTimeUp: () => false,
  };
  return prunePage(parts, { ...ALL, ...selection }, { ...FIRST, ...options });
}

/** Archives some runs as one segment. */
async function archiveSome(test: TestArchive, ...some: Parameters<typeof finishRun>[1][]): Promise<string[]> {
  const ids = [];
  for (const one of some) ids.push(await finishRun(test.store, one));
  await test.archiveAll();
  return ids;
}

const areThere = (test: TestArchive, ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await test.runs.loadSummary(id)) !== undefined));

it('a dry run counts what would leave the archive, and changes nothing', async () => {
  const test = openTestArchive();
  const ids = await archiveSome(test, {}, { workflow: 'other' }, { tags: ['hold'] });
  const counted = { segments: 1, matched: 1, held: 1, unread: [] };
  expect(await prune(test, { workflow: 'chain' }, { isDryRun: true })).toEqual(counted);
  expect(await areThere(test, ids)).toEqual([true, true, true]);
});

it('runs leave the archive by workflow, status and age; others and those on hold stay', async () => {
  const test = openTestArchive();
  const ids = await archiveSome(test, {}, { workflow: 'other' }, { tags: ['hold'] });
  expect(await prune(test, { statuses: ['completed'] })).toMatchObject({ matched: 0, held: 0 });
  expect(await prune(test, { endedBefore: 1 })).toMatchObject({ matched: 0, held: 0 });
  expect(await prune(test, { workflow: 'none' })).toMatchObject({ segments: 1, matched: 0 });
  expect(await prune(test, { workflow: 'chain', statuses: ['timed_out'] })).toMatchObject({ matched: 1 });
  expect(await areThere(test, ids)).toEqual([false, true, true]);
  const now = await test.store.runs.now();
  expect(await prune(test, { endedBefore: now + 1 })).toMatchObject({ matched: 1, held: 1 });
  expect(await areThere(test, ids)).toEqual([false, false, true]);
});

it('pages reach every segment, and count each run once although segments get new names', async () => {
  const test = openTestArchive();
  const kept: string[] = [];
  for (let i = 0; i < 5; i++) {
    const some = i % 2 === 0 ? [{ tags: ['hold'] }, {}] : [{}, { tags: ['hold'] }, {}];
    const ids = await archiveSome(test, ...some);
    kept.push(ids[some.findIndex((one) => 'tags' in one)] ?? '');
  }
  const sum = { matched: 0, held: 0 };
  let after: string | undefined;
  for (;;) {
    const page = await prune(test, {}, { after, limit: 1 });
    sum.matched += page?.matched ?? 0;
    sum.held += page?.held ?? 0;
    after = page?.next;
    if (after === undefined) break;
  }
  expect(sum).toEqual({ matched: 7, held: 5 });
  expect(await areThere(test, kept)).toEqual([true, true, true, true, true]);
  expect(await prune(test, {})).toMatchObject({ matched: 0, held: 5 });
});

const POINTS: readonly ArchivePoint[] = [
  'archive.after-intent',
  'archive.after-put',
  'archive.after-check',
  'archive.after-record',
];

it.each(POINTS)('a process that dies %s while it prunes loses no other run', async (point) => {
  const test = openTestArchive();
  const ids = await archiveSome(test, {}, { workflow: 'other' });
  const dying = openTestArchive({
    store: test.store,
    objects: test.objects,
    pass: (at) => {
      if (at === point) throw new Error('dies');
    },
  });
  await expect(prune(dying, { workflow: 'chain' })).rejects.toThrow('dies');
  expect((await areThere(test, ids))[1]).toBe(true);
  await test.work.recover();
  await prune(test, { workflow: 'chain' });
  expect(await areThere(test, ids)).toEqual([false, true]);
});

it('a segment that cannot be read is named, and the others are pruned', async () => {
  const test = openTestArchive();
  await archiveSome(test, {});
  const [gone = ''] = await archiveSome(test, {});
  const broken: string[] = [];
  for await (const { key } of test.objects.list('segments/')) broken.push(key);
  const { objects } = test;
  const read = objects.read.bind(objects);
  objects.read = async (key, part) =>
    key === broken[0] ? Buffer.alloc(part?.length ?? 100) : read(key, part);
  const page = await prune(test, {});
  expect(page).toMatchObject({ segments: 2, matched: 1 });
  expect(page?.unread.map(({ error }) => error.code)).toEqual(['ARCHIVE_SEGMENT_BROKEN']);
  objects.read = read;
  expect(await areThere(test, [gone])).toEqual([false]);
});

it('another process that archives is not disturbed', async () => {
  const test = openTestArchive();
  const ids = await archiveSome(test, {});
  const catalogue = new Catalogue(test.objects, new Ledger(test.store.shared, test.objects));
  const segments = await catalogue.look();
  const parts = { work: test.work, catalogue, segments, holdTag: 'hold', isTimeUp: () => false };
  expect(await prunePage({ ...parts, isHolder: async () => false }, ALL, FIRST)).toBeUndefined();
  expect(await areThere(test, ids)).toEqual([true]);
});

it('a page that another process interrupts tells what it has pruned, and the next one goes on from there', async () => {
  const test = openTestArchive();
  const newer = [];
  for (let i = 0; i < 3; i++) newer.push(...(await archiveSome(test, {})));
  const catalogue = new Catalogue(test.objects, new Ledger(test.store.shared, test.objects));
  let turns = 2;
  const page = await prunePage(
    {
      work: test.work,
      catalogue,
      segments: await catalogue.look(),
      holdTag: 'hold',
      isHolder: async () => turns-- > 0,
      isTimeUp: () => false,
    },
    ALL,
    FIRST,
  );
  expect(page).toMatchObject({ segments: 2, matched: 2, next: expect.any(String) });
  expect((await areThere(test, newer)).filter(Boolean)).toHaveLength(1);
  const rest = await prune(test, {}, { after: page?.next });
  expect(rest).toMatchObject({ segments: 1, matched: 1 });
  expect(rest).not.toHaveProperty('next');
});
