import { type Store, StoreError } from '@ag06/store';
import { until } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { one } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { WorkerBench } from '../testing/worker-bench.ts';

const NAME = 'x.held';
let bench: WorkerBench;
beforeEach(async () => {
  bench = await WorkerBench.start();
});
afterEach(() => bench.stop());

/** The store, which refuses commits of some runs as if their partition were away. */
function cutOff(store: Store, away: ReadonlySet<string>): Store {
  const runs = new Proxy(store.runs, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (name !== 'apply') return typeof member === 'function' ? member.bind(target) : member;
      return async (command: Parameters<Store['runs']['apply']>[0]) => {
        if (command.kind === 'commit' && away.has(command.runId))
          throw new StoreError('STORE_UNAVAILABLE', 'Its partition was cut off.');
        return target.apply(command);
      };
    },
  });
  return { ...store, runs };
}

const jobsOf = async (): Promise<readonly [active: number, waiting: number]> => {
  const counts = (await bench.broker.inspect([NAME])).get(NAME);
  return [counts?.active ?? 0, counts?.waiting ?? 0];
};

it('a worker with one slot goes on with other runs while a result waits for its partition, and takes one job more for it', async () => {
  const held = createHeldAgent(NAME);
  const away = new Set<string>();
  const store = cutOff(bench.store, away);
  const { worker } = await bench.startWorker([held.agent], { store, concurrency: 1 });
  const first = await bench.submit(one(NAME));
  const firstCall = await held.call(1);
  away.add(first);
  const others: string[] = [];
  for (let n = 0; n < 3; n++) others.push(await bench.submit(one(NAME)));
  firstCall.end('first');
  const secondCall = await held.call(2);
  expect(await jobsOf()).toEqual([2, 2]);
  secondCall.end('second');
  expect((await bench.ended(others[0] ?? '')).status).toBe('completed');
  await held.call(3);
  expect((await bench.store.runs.loadRun(first))?.status).toBe('running');
  away.clear();
  expect((await bench.ended(first)).status).toBe('completed');
  // The result has left, so its job is taken by nobody any more.
  await until(async () => (await jobsOf()).join() === '1,1');
  (await held.call(3)).end('third');
  (await held.call(4)).end('fourth');
  for (const runId of others) expect((await bench.ended(runId)).status).toBe('completed');
  expect(held.calls).toHaveLength(4);
  expect(worker.judgeReadiness().status).toBe('ready');
});
