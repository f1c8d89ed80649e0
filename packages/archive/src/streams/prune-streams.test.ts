import { expect, it } from '@jest/globals';
import { listKeys } from '../testing/faults.ts';
import { append, openTestStreams, readAll, STREAM, TENANT } from '../testing/open-streams.ts';
import { type PruneStreamsParts, pruneStreams, type StreamSelection } from './prune-streams.ts';

/** Three segments of ten events each, and five events in the store. */
async function openPruned() {
  const opened = openTestStreams();
  for (const from of [1, 11, 21]) {
    await append(opened.store.events, 10, from);
    await opened.archiveAll();
  }
  await append(opened.store.events, 5, 31);
  const prune = (
    selection: Partial<StreamSelection> = {},
    page: { readonly isDryRun?: boolean; readonly limit?: number; readonly after?: string | undefined } = {},
    more: Partial<PruneStreamsParts> = {},
  ) =>
    pruneStreams(
      { ...opened, isTimeUp: () => false, ...more },
      { tenant: TENANT, stream: undefined, appendedBefore: undefined, ...selection },
      { after: undefined, limit: 50, isDryRun: false, signal: new AbortController().signal, ...page },
    );
  return { ...opened, prune };
}

it('Archived events are counted by a dry run, and pruned page by page', async () => {
  const { objects, events, prune } = await openPruned();
  expect(await prune({}, { isDryRun: true })).toEqual({ segments: 3, matched: 30, held: 0, next: undefined });
  const keys = await listKeys(objects, 'streams/');
  expect(keys).toHaveLength(3);
  const first = await prune({}, { limit: 2 });
  expect(first).toEqual({ segments: 2, matched: 20, held: 0, next: keys[1] });
  expect((await readAll(events)).map(({ position }) => position)[0]).toBe(21);
  expect(await prune({}, { after: first.next })).toMatchObject({ segments: 1, matched: 10, next: undefined });
  expect((await readAll(events)).map(({ position }) => position)).toEqual([31, 32, 33, 34, 35]);
  expect(await prune()).toMatchObject({ segments: 0, matched: 0 });
});

it('Archived events are pruned by stream and by the age of the last one of their segment', async () => {
  const { store, archive, archiveAll, prune } = await openPruned();
  await append(store.events, 3, 1, 'audit');
  await archiveAll();
  const at = (await archive.list(await archive.nameOf(TENANT, STREAM, await incarnationOf(store))))[1]?.last
    .at;
  expect(await prune({ stream: 'audit' }, { isDryRun: true })).toMatchObject({ segments: 1, matched: 3 });
  expect((await prune({ stream: STREAM, appendedBefore: at }, { isDryRun: true })).matched).toBeLessThan(20);
  expect(await prune({ appendedBefore: 1 })).toMatchObject({ matched: 0 });
});

it('Archived events that a group has not settled, or has as a dead letter, stay', async () => {
  const { store, groups, prune, events } = await openPruned();
  const group = { tenant: TENANT, stream: STREAM, group: 'g' };
  await groups.reset(group, { after: 14 });
  expect(await prune({}, { isDryRun: true })).toMatchObject({ matched: 10, held: 20 });
  await groups.reset(group, { after: 4 });
  const read = { ...group, consumer: 'c', leaseMs: 60_000, maxDeliveries: 1, start: 'first' } as const;
  const incarnation = await incarnationOf(store);
  await groups.read({ ...read, limit: 1 });
  const held = { ...group, consumer: 'c', positions: [5], incarnation };
  await groups.release(held, { afterMs: 0, reason: 'No.', maxDeliveries: 1 });
  expect(await prune()).toMatchObject({ matched: 0, held: 30 });
  await groups.discard(group, [5]);
  await groups.delete(group);
  expect(await prune()).toMatchObject({ matched: 30, held: 0 });
  expect(await readAll(events)).toHaveLength(5);
});

it('A group that begins while events are pruned keeps those that it needs from then on', async () => {
  const { objects, store, prune, events } = await openPruned();
  const remove = objects.delete.bind(objects);
  objects.delete = async (key) => {
    await remove(key);
    await store.groups.reset({ tenant: TENANT, stream: STREAM, group: 'late' }, { after: 10 });
  };
  expect(await prune()).toMatchObject({ matched: 10, held: 20 });
  expect((await readAll(events)).map(({ position }) => position)[0]).toBe(11);
});

it('Events that a dead process left in the store too stay, and so do those of a stream that the store does not know', async () => {
  const { store, archiveAll, prune } = await openPruned();
  const trim = store.events.trim.bind(store.events);
  store.events.trim = async () => {
    throw new Error('dies');
  };
  await expect(archiveAll()).rejects.toThrow('dies');
  store.events.trim = trim;
  expect(await prune()).toMatchObject({ segments: 4, matched: 30, held: 5 });
  await store.events.delete(TENANT, STREAM);
  expect(await prune()).toMatchObject({ segments: 1, matched: 0, held: 0 });
});

const incarnationOf = async (store: ReturnType<typeof openTestStreams>['store']): Promise<number> =>
  (await store.events.describe(TENANT, STREAM))?.incarnation ?? 0;
