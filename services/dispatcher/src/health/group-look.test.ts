import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
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
