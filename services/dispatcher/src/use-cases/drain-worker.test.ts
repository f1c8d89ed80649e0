import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { drainWorker } from './drain-worker.ts';

it('a worker is asked once to drain, and for one that cannot be asked the request is refused with a remedy', async () => {
  const store = createMemoryStore();
  const worker = { host: 'h', pid: 1, agents: [], startedAt: 1, seenAt: 1 };
  await store.fleet.registerWorker({ ...worker, id: 'w-1', drains: 'on-word' });
  await store.fleet.registerWorker({ ...worker, id: 'w-2', drains: 'with-its-fleet' });
  await store.fleet.registerWorker({ ...worker, id: 'w-old' });
  // Of a worker that was killed while it drained.
  await store.shared.swap('drain', 'w-gone', 0, '{}');
  expect(await drainWorker(store, 'w-1')).toEqual({ wasAsked: false });
  expect(await drainWorker(store, 'w-1')).toEqual({ wasAsked: true });
  expect((await store.shared.list('drain')).map(({ name }) => name)).toEqual(['w-1']);
  const refused = { code: 'WORKER_NOT_DRAINABLE', status: 409 };
  await expect(drainWorker(store, 'w-2')).rejects.toMatchObject({
    ...refused,
    message: expect.stringMatching('embedded'),
  });
  await expect(drainWorker(store, 'w-old')).rejects.toMatchObject({
    ...refused,
    message: expect.stringMatching('SIGTERM'),
  });
  await expect(drainWorker(store, 'w-none')).rejects.toMatchObject({ code: 'WORKER_UNKNOWN' });
});
