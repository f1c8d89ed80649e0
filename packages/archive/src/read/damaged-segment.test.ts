import { MemoryObjects } from '@ag06/objects';
import { describe, expect, it } from '@jest/globals';
import { finishRun } from '../testing/finished-runs.ts';
import { openTestArchive } from '../testing/open-archive.ts';
import { ALL_RUNS, FOR_EVER } from '../testing/queries.ts';
import { ArchiveUpkeep } from '../work/archive-upkeep.ts';
import { prunePage } from '../work/prune-page.ts';

type Harm = 'cut off' | 'of zeros' | 'missing' | 'with a broken directory';

function harm(bytes: Buffer, how: Harm): Buffer | undefined {
  const copy = Buffer.from(bytes);
  const trailer = copy.length - 96;
  switch (how) {
    case 'cut off':
      return copy.subarray(0, copy.length - 10);
    case 'of zeros':
      return Buffer.alloc(copy.length);
    case 'missing':
      return undefined;
    case 'with a broken directory':
      copy.writeUInt32BE(0, copy.readUIntBE(trailer + 4, 6));
      return copy;
  }
}

/** Three segments, of which that in the middle is harmed; another process reads them. */
async function openHarmed(how: Harm) {
  const objects = new MemoryObjects();
  const writer = openTestArchive({ objects });
  const ids: string[] = [];
  const keys: string[] = [];
  for (let i = 0; i < 3; i++) {
    ids.push(await finishRun(writer.store, { workflow: `flow-${i}` }));
    await writer.archiveAll();
    for await (const { key } of objects.list('segments/')) if (!keys.includes(key)) keys.push(key);
  }
  const [first = '', lost = '', last = ''] = ids;
  const key = keys[1] ?? '';
  const bytes = Buffer.from((await objects.read(key)) ?? []);
  const harmed = harm(bytes, how);
  await objects.delete(key);
  if (harmed !== undefined) await objects.put(key, harmed);
  let nowMs = 0;
  const test = openTestArchive({ objects, store: writer.store, nowMs: () => nowMs });
  return {
    ...test,
    ids: { first, lost, last },
    key,
    code: how === 'missing' ? 'ARCHIVE_SEGMENT_MISSING' : 'ARCHIVE_SEGMENT_BROKEN',
    async restore() {
      await objects.delete(key);
      await objects.put(key, bytes);
      nowMs += 10_000;
    },
  };
}

describe.each<Harm>(['cut off', 'of zeros', 'missing', 'with a broken directory'])('a segment %s', (how) => {
  it('is left out of lists, which say so, and of the view of other runs', async () => {
    const { runs, ids, key, code } = await openHarmed(how);
    const page = await runs.listRuns(ALL_RUNS);
    expect(page.runs.map(({ runId }) => runId).toSorted()).toEqual([ids.first, ids.last].toSorted());
    expect(page.unread).toMatchObject({ segments: 1, runs: 1, code, message: expect.stringContaining(key) });
    expect(await runs.listRuns({ ...ALL_RUNS, statuses: ['running'] })).not.toHaveProperty('unread');
    expect(await runs.loadRun(ids.first)).toMatchObject({ archived: true });
    expect(await runs.loadRun(ids.last)).toMatchObject({ archived: true });
  });

  it('makes the answer about its own runs an error, and that about an unknown id only if it may have the run', async () => {
    const { runs, ids, code } = await openHarmed(how);
    await expect(runs.loadRun(ids.lost)).rejects.toMatchObject({ code });
    const later = `r0-${(Date.now() + 7 * 24 * 3600_000).toString(36).padStart(9, '0')}000000000000`;
    expect(await runs.loadRun(later)).toBeUndefined();
  });

  it('is counted and named, and is back once its object was restored', async () => {
    const { archive, catalogue, runs, ids, key, restore } = await openHarmed(how);
    await runs.listRuns(ALL_RUNS);
    expect(archive.damaged.list().map(({ about, part }) => [about.key, part])).toEqual([[key, 'head']]);
    await restore();
    expect((await runs.listRuns(ALL_RUNS)).runs).toHaveLength(3);
    expect(await runs.loadRun(ids.lost)).toMatchObject({ archived: true });
    expect([archive.damaged.size, (await catalogue.look()).length]).toEqual([0, 3]);
  });

  it('is noticed as restored by a check, without a list', async () => {
    const { archive, runs, restore } = await openHarmed(how);
    await runs.listRuns(ALL_RUNS);
    await restore();
    await archive.recheckDamaged();
    expect(archive.damaged.size).toBe(0);
  });

  it('is set aside by upkeep and prune, which go on with the others', async () => {
    const { work, catalogue, store, runs, ids, key, restore } = await openHarmed(how);
    const now = async () => (await store.runs.now()) + 10_000;
    const policy = { ...FOR_EVER, keptMs: 1 };
    const upkeep = new ArchiveUpkeep({ work, catalogue, policy, now });
    const selection = { tenant: 'default', endedBefore: undefined, workflow: 'flow-0', statuses: [] };
    const page = await prunePage(
      {
        work,
        catalogue,
        segments: await catalogue.look(),
        holdTag: 'hold',
        isHolder: async () => true,
        isTimeUp: () => false,
      },
      selection,
      { after: undefined, limit: 10, isDryRun: false },
    );
    // Its filter can still say that it has no run of this workflow.
    const isSpared = how === 'with a broken directory';
    expect(page).toMatchObject({
      matched: 1,
      unread: isSpared ? [] : [{ name: key.slice('segments/'.length) }],
    });
    while (await upkeep.look());
    expect((await catalogue.look()).map((one) => one.key)).toEqual([key]);
    await restore();
    expect(await runs.loadRun(ids.lost)).toMatchObject({ archived: true });
  });
});

it('a segment whose runs alone are broken is listed, not merged, and the error about one of its runs names it', async () => {
  const test = openTestArchive();
  const { store, objects, work, catalogue, runs, archive } = test;
  const ids: string[] = [];
  for (let i = 0; i < 17; i++) {
    ids.push(await finishRun(store, { input: { i } }));
    await test.archiveAll();
  }
  const [{ key } = { key: '' }] = (await catalogue.look()).slice(8, 9);
  const bytes = Buffer.from((await objects.read(key)) ?? []);
  bytes.writeUInt32BE(0, 12);
  await objects.delete(key);
  await objects.put(key, bytes);
  const upkeep = new ArchiveUpkeep({ work, catalogue, policy: FOR_EVER, now: () => store.runs.now() });
  while (await upkeep.look());
  expect((await catalogue.look()).map((one) => [one.key === key, one.runs])).toEqual(
    expect.arrayContaining([
      [true, 1],
      [false, 16],
    ]),
  );
  expect(archive.damaged.list()).toMatchObject([{ part: 'runs', error: { segment: key } }]);
  const page = await runs.listRuns(ALL_RUNS);
  expect(page.runs).toHaveLength(17);
  const results = await Promise.allSettled(ids.map((id) => runs.loadRun(id)));
  const failed = results.filter(({ status }) => status === 'rejected');
  expect(failed).toMatchObject([{ reason: { code: 'ARCHIVE_SEGMENT_BROKEN', segment: key } }]);
});

it('segments that stay damaged are read whole more and more rarely, each as often as the others', async () => {
  const test = openTestArchive();
  for (let i = 0; i < 6; i++) {
    await finishRun(test.store, { input: { i } });
    await test.archiveAll();
  }
  let nowMs = 0;
  const reader = openTestArchive({ ...test, nowMs: () => nowMs });
  for (const { key } of await reader.catalogue.look()) {
    const bytes = (await test.objects.read(key)) ?? Buffer.alloc(0);
    await test.objects.delete(key);
    await test.objects.put(key, Buffer.alloc(bytes.length));
  }
  await reader.runs.listRuns(ALL_RUNS);
  expect(reader.archive.damaged.size).toBe(6);
  const whole = new Map<string, number>();
  const read = test.objects.read.bind(test.objects);
  test.objects.read = (key, part) => {
    if (part === undefined && key.startsWith('segments/')) whole.set(key, (whole.get(key) ?? 0) + 1);
    return read(key, part);
  };
  for (; nowMs < 24 * 3_600_000; nowMs += 30_000) await reader.archive.recheckDamaged();
  expect(whole.size).toBe(6);
  for (const times of whole.values()) {
    expect(times).toBeGreaterThan(100);
    expect(times).toBeLessThan(160);
  }
});

it('a segment that is damaged before its runs have left the store stops nothing: they are archived again', async () => {
  let harmed = '';
  const objects = new MemoryObjects();
  const test = openTestArchive({
    objects,
    pass: (point) => {
      if (point === 'archive.after-record' && harmed === '') throw new Error('died');
    },
  });
  const runId = await finishRun(test.store);
  await expect(test.archiveAll()).rejects.toThrow('died');
  for await (const { key } of objects.list('segments/')) harmed = key;
  await objects.delete(harmed);
  await objects.put(harmed, Buffer.alloc(10));
  await test.archiveAll();
  expect(await test.store.runs.loadSummary(runId)).toBeUndefined();
  expect(await test.runs.loadRun(runId)).toMatchObject({ runId, archived: true });
});
