import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { listTargets } from './list-targets.ts';

const target = (address: string) => JSON.stringify({ service: 'agent-worker', address });

function open() {
  let now = 1_000_000;
  const store = createMemoryStore({ now: () => now });
  const later = (ms: number) => {
    now += ms;
  };
  return { store, later };
}

it('listTargets lists every process that has said something within 15 s', async () => {
  const { store, later } = open();
  await store.shared.swap('target', 'w-1', 0, target('127.0.0.1:9464'));
  later(10_000);
  await store.shared.swap('target', 'w-2', 0, target('127.0.0.1:9465'));
  const labels = (instance_id: string) => ({ service: 'agent-worker', instance_id });
  const second = { targets: ['127.0.0.1:9465'], labels: labels('w-2') };
  expect(await listTargets(store)).toEqual([{ targets: ['127.0.0.1:9464'], labels: labels('w-1') }, second]);
  later(5_000);
  expect(await listTargets(store)).toEqual([second]);
  later(10_000);
  expect(await listTargets(store)).toEqual([]);
});

it.each(['', '{', '[]', '{"service":1}'])('listTargets leaves out what is no target: %j', async (text) => {
  const { store } = open();
  await store.shared.swap('target', 'w-1', 0, text);
  expect(await listTargets(store)).toEqual([]);
});
