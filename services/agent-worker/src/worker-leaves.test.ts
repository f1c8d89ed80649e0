import { until } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { UNWATCHED } from './host/watch-loop.ts';
import { one } from './testing/definitions.ts';
import { createHeldAgent } from './testing/held-agent.ts';
import { WorkerBench } from './testing/worker-bench.ts';

let bench: WorkerBench;
beforeEach(async () => {
  bench = await WorkerBench.start();
});
afterEach(() => bench.stop());

/** The same object, but for some of its methods. */
const withMembers = <T extends object>(whole: T, members: Partial<T>): T =>
  new Proxy(whole, {
    get(target, name) {
      const member: unknown = Reflect.get(name in members ? members : target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

it('a worker that stops is no longer known then, though a registration outlasts the rest of its heartbeat, which fails', async () => {
  const late = Promise.withResolvers<void>();
  let begun = 0;
  const calls: string[] = [];
  let isStopping = false;
  const { fleet, shared } = bench.store;
  const store = {
    ...bench.store,
    fleet: withMembers(fleet, {
      registerWorker: async (record) => {
        begun++;
        if (isStopping) await late.promise;
        await fleet.registerWorker(record);
        calls.push('registered');
      },
      removeWorker: async (id) => {
        calls.push('removed');
        await fleet.removeWorker(id);
      },
    }),
    shared: withMembers(shared, {
      load: async (kind, name) => {
        if (isStopping && kind === 'drain') throw new Error('The heartbeat fails here.');
        return shared.load(kind, name);
      },
    }),
  };
  const held = createHeldAgent('x.held');
  const watchWorker = () => ({ ...UNWATCHED, stop: async () => void setImmediate(late.resolve) });
  const { worker } = await bench.startWorker([held.agent], { store, watchWorker, onDrain: () => {} });
  await bench.submit(one('x.held'));
  const call = await held.call(1);
  isStopping = true;
  calls.length = 0;
  const before = begun;
  const stopped = worker.stop(20_000);
  await until(() => begun > before);
  call.end('in time');
  await stopped;
  expect(calls).toEqual(['registered', 'removed']);
  expect(await fleet.listWorkers(10_000)).toEqual([]);
});
