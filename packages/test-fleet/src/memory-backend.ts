import type { Backend } from '@ag06/backend';
import { createMemoryStore, MemoryWakeups } from '@ag06/store';
import { createMemoryBroker } from './memory-broker.ts';
import { MovableTime } from './movable-time.ts';

const ALIVE_WITHIN_MS = 15_000;

interface MemoryBackend extends Backend {
  /** The time of store and queues. */
  readonly time: MovableTime;
}

/** Store and queues in the memory of this process: a start takes no time, and nothing is left. */
export function createMemoryBackend(): MemoryBackend {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const wakeups = new MemoryWakeups(now);
  const store = createMemoryStore({ now, wakeups });
  const broker = createMemoryBroker(now);
  /** A worker that lives now lives then: otherwise it would be taken for dead until its next heartbeat. */
  const move = async (at: number) => {
    const workers = await store.fleet.listWorkers(ALIVE_WITHIN_MS);
    aheadMs += Math.max(0, at - now());
    for (const worker of workers) await store.fleet.registerWorker(worker);
  };
  return {
    kind: 'embedded',
    store,
    broker,
    time: new MovableTime({ now, move, wakeups, queues: broker.queues }),
    canDiverge: false,
    watchWorker: () => ({
      handlers: { enter: () => {}, leave: () => {}, start: (_agent, _limitMs, begin) => begin() },
      start: async () => {},
      remember: () => {},
      stop: async () => {},
    }),
    isUp: () => true,
    reconnects: () => 0,
    close: async () => {
      await broker.close();
      await store.close();
    },
  };
}
