import type { Backend } from '@ag06/backend';
import { createMemoryStore } from '@ag06/store';
import { createMemoryBroker } from './memory-broker.ts';

/** Store and queues in the memory of this process: a start takes no time, and nothing is left. */
export function createMemoryBackend(): Backend {
  const store = createMemoryStore();
  const broker = createMemoryBroker();
  return {
    kind: 'embedded',
    store,
    broker,
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
