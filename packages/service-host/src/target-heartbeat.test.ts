import { createMemoryStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { TargetHeartbeat } from './target-heartbeat.ts';

const log = { debug: () => {} };
const options = { id: 'w-1', service: 'agent-worker', address: '127.0.0.1:9465', everyMs: 5, log };
const text = '{"service":"agent-worker","address":"127.0.0.1:9465"}';

it('TargetHeartbeat says again and again where the metrics are, until it stops', async () => {
  const { shared } = createMemoryStore();
  const heartbeat = new TargetHeartbeat({ ...options, shared });
  heartbeat.start();
  await until(async () => ((await shared.load('target', 'w-1'))?.version ?? 0) > 3);
  expect(await shared.list('target')).toMatchObject([{ name: 'w-1', text }]);
  await heartbeat.stop();
  await heartbeat.stop();
  expect(await shared.list('target')).toEqual([]);
});

it('TargetHeartbeat comes back when it was taken for dead', async () => {
  const { shared } = createMemoryStore();
  const heartbeat = new TargetHeartbeat({ ...options, shared });
  heartbeat.start();
  const found = await until(() => shared.load('target', 'w-1'));
  await until(async () => {
    const { version = 0 } = (await shared.load('target', 'w-1')) ?? {};
    return shared.remove('target', 'w-1', version);
  });
  await until(async () => ((await shared.load('target', 'w-1'))?.version ?? 0) > (found?.version ?? 0));
  await heartbeat.stop();
});

it('TargetHeartbeat goes on after the store did not answer', async () => {
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
  const heartbeat = new TargetHeartbeat({ ...options, shared: flaky });
  heartbeat.start();
  await until(async () => (await shared.load('target', 'w-1')) !== undefined);
  await heartbeat.stop();
});
