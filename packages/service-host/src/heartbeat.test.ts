import { createMemoryStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Heartbeat } from './heartbeat.ts';

const log = { debug: () => {} };
const text = '{"service":"agent-worker","address":"127.0.0.1:9465"}';
const options = { kind: 'target', id: 'w-1', text, everyMs: 5, log } as const;

it('a Heartbeat writes its document again and again, and removes it when it stops', async () => {
  const { shared } = createMemoryStore();
  const heartbeat = new Heartbeat({ ...options, shared });
  heartbeat.start();
  await until(async () => ((await shared.load('target', 'w-1'))?.version ?? 0) > 3);
  expect(await shared.list('target')).toMatchObject([{ name: 'w-1', text }]);
  await heartbeat.stop();
  await heartbeat.stop();
  expect(await shared.list('target')).toEqual([]);
});

it('a Heartbeat writes its document anew when it was taken for dead', async () => {
  const { shared } = createMemoryStore();
  const heartbeat = new Heartbeat({ ...options, shared });
  heartbeat.start();
  const found = await until(() => shared.load('target', 'w-1'));
  await until(async () => {
    const { version = 0 } = (await shared.load('target', 'w-1')) ?? {};
    return shared.remove('target', 'w-1', version);
  });
  await until(async () => ((await shared.load('target', 'w-1'))?.version ?? 0) > (found?.version ?? 0));
  await heartbeat.stop();
});

it('a Heartbeat goes on after the store did not answer', async () => {
  const { shared } = createMemoryStore();
  let fails = 2;
  const flaky = {
    load: shared.load.bind(shared),
    remove: shared.remove.bind(shared),
    swap: async (...args: Parameters<typeof shared.swap>) => {
      if (fails-- > 0) throw new Error('away');
      return shared.swap(...args);
    },
  };
  const heartbeat = new Heartbeat({ ...options, shared: flaky });
  heartbeat.start();
  await until(async () => (await shared.load('target', 'w-1')) !== undefined);
  await heartbeat.stop();
});
