import type { SharedStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createHeldAgent } from './testing/held-agent.ts';
import { WorkerBench } from './testing/worker-bench.ts';

const BEATS = 2;
const PATIENT = { timeoutMs: 60_000 };

/** The documents, and the kinds of those that are asked for. A heartbeat asks for word to drain. */
function watchReads(shared: SharedStore): { readonly shared: SharedStore; readonly read: string[] } {
  const read: string[] = [];
  return {
    read,
    shared: {
      load(kind, name) {
        read.push(kind);
        return shared.load(kind, name);
      },
      list(kind) {
        read.push(kind);
        return shared.list(kind);
      },
      swap: (...args) => shared.swap(...args),
      remove: (...args) => shared.remove(...args),
      watch: (...args) => shared.watch(...args),
    },
  };
}

it('A worker at rest asks what it asks once in a heartbeat, and reads pauses every second once it has work', async () => {
  const bench = await WorkerBench.start();
  try {
    const { shared, read } = watchReads(bench.store.shared);
    const held = createHeldAgent('held');
    await bench.startWorker([held.agent], { store: { ...bench.store, shared }, onDrain: () => {} });
    const countOf = (kind: string) => read.filter((one) => one === kind).length;
    await until(() => countOf('drain') >= 2, PATIENT);
    read.length = 0;
    await until(() => countOf('drain') >= BEATS, PATIENT);
    // In the first half minute they may still draw together.
    for (const kind of ['pause', 'tuning', 'experiment'])
      expect(countOf(kind)).toBeLessThanOrEqual(BEATS + 2);
    await bench.submit({ name: 'w', steps: { s: { agent: 'held' } } });
    const call = await held.call(1);
    read.length = 0;
    await until(() => countOf('pause') >= 3, PATIENT);
    // Three readings at rest would take three heartbeats.
    expect(countOf('drain')).toBeLessThan(3);
    call.end(null);
  } finally {
    await bench.stop();
  }
}, 150_000);
