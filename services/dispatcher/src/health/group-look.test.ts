import { withArchivedEvents } from '@ag06/archive';
import { MemoryObjects } from '@ag06/objects';
import { PlanCache } from '@ag06/runtime';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { openArchive } from '../archive/open-archive.ts';
import { GroupLook } from './group-look.ts';

async function append(store: ReturnType<typeof createMemoryStore>, stream: string, count: number) {
  const events = Array.from({ length: count }, () => ({ type: 'a', data: '1' }));
  const command = `${stream}-${count}`;
  await store.events.append({ tenant: 'default', stream, command, events, dedupeMs: 0 });
}

it('a look at groups finds how far they lag, those that lag most first, and forgets deleted streams', async () => {
  const store = createMemoryStore();
  for (let i = 0; i < 60; i++) await append(store, `s${String(i).padStart(2, '0')}`, 1);
  await append(store, 's55', 3);
  const of = { tenant: 'default', group: 'g' };
  for (const stream of ['s01', 's55']) await store.groups.reset({ ...of, stream }, { after: 0 });
  const look = new GroupLook(store);
  await look.look();
  expect(look.read()).toMatchObject([{ stream: 's01', group: 'g', lag: 1, deadLetters: 0 }]);
  await look.look();
  expect(look.read()).toMatchObject([
    { stream: 's55', lag: 4 },
    { stream: 's01', lag: 1 },
  ]);
  await store.events.delete('default', 's55');
  await look.look();
  await look.look();
  expect(look.read()).toMatchObject([{ stream: 's01' }]);
});

it('a stream that cannot be read, and so is not listed, hides no group of later streams', async () => {
  const store = createMemoryStore();
  for (let i = 0; i < 60; i++) await append(store, `s${String(i).padStart(2, '0')}`, 1);
  await store.groups.reset({ tenant: 'default', group: 'g', stream: 's59' }, { after: 0 });
  const { list } = store.events;
  store.events.list = async (...asked) =>
    (await list.apply(store.events, asked)).filter(({ stream }) => stream !== 's03');
  const look = new GroupLook(store);
  await look.look();
  expect(look.read()).toMatchObject([{ stream: 's59', lag: 1 }]);
});

it('a group that lies in the archive is as late as its oldest archived event, also if the store keeps none', async () => {
  let at = 1_800_000_000_000;
  const store = createMemoryStore({ now: () => at });
  const keep = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
  const parts = { id: 'd', store, plans: new PlanCache(store.workflows), keep };
  const { streams } = openArchive(new MemoryObjects(), parts);
  await append(store, 'old', 3);
  at += 3_600_000;
  for (const stream of await store.events.list('default', undefined, 10))
    await streams.work.archive('default', stream, at);
  await store.groups.reset({ tenant: 'default', stream: 'old', group: 'g' }, { after: 0 });
  const look = new GroupLook(withArchivedEvents(store, streams.archive, () => store.runs.now()));
  await look.look();
  expect(look.read()).toMatchObject([{ stream: 'old', lag: 3, oldestMs: 3_600_000 }]);
});
