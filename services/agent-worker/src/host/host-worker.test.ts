import { coreAgents } from '@ag06/agent-kit';
import type { Backend } from '@ag06/backend';
import { openMetrics } from '@ag06/service-host';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readConfig } from '../config.ts';
import { silentLog } from '../testing/silent-log.ts';
import { WorkerBench } from '../testing/worker-bench.ts';
import { hostWorker } from './host-worker.ts';
import { UNWATCHED } from './watch-loop.ts';

let bench: WorkerBench;
beforeEach(async () => {
  bench = await WorkerBench.start();
});
afterEach(() => bench.stop());

test('what is to follow the drain of a worker ends before the connections to its server close', async () => {
  const read = readConfig({ AG06_METRICS_PORT: 'off' });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const order: string[] = [];
  const backend: Backend = {
    kind: 'redis',
    canDiverge: false,
    store: bench.store,
    broker: bench.broker,
    watchWorker: () => UNWATCHED,
    isUp: () => true,
    reconnects: () => 0,
    close: async () => void order.push('closed'),
  };
  const host = await hostWorker({
    openBackend: async () => backend,
    id: 'w',
    config: read.config,
    agents: new Map(coreAgents.map((agent) => [agent.name, agent])),
    workflows: [],
    log: silentLog,
    metrics: await openMetrics('agent-worker', read.config, silentLog),
    onDrain: () => {},
    afterDrain: async () => {
      const workers = await bench.store.fleet.listWorkers(10_000);
      order.push(`drained, ${workers.length} known`);
    },
    signal: new AbortController().signal,
  });
  await host.stop();
  expect(order).toEqual(['drained, 0 known', 'closed']);
});
