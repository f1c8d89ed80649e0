import { guardTexts } from '../guard-texts.ts';
import { SOUND_STORE, type Store } from '../store.ts';
import { MemoryFeedStore } from './memory-feed-store.ts';
import { MemoryFleetStore } from './memory-fleet-store.ts';
import { MemoryRunStore } from './memory-run-store.ts';
import { MemorySampleStore } from './memory-sample-store.ts';
import { MemorySharedStore } from './memory-shared-store.ts';
import { MemoryWorkflowStore } from './memory-workflow-store.ts';

export interface MemoryStoreOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly watchdogMs?: number;
}

/** The reference store: everything in this process, gone with it. */
export function createMemoryStore({ now = Date.now, watchdogMs = 20_000 }: MemoryStoreOptions = {}): Store {
  const runs = new MemoryRunStore(now, watchdogMs);
  return guardTexts({
    runs,
    workflows: new MemoryWorkflowStore(now),
    fleet: new MemoryFleetStore(now),
    feed: new MemoryFeedStore(runs.all, now),
    shared: new MemorySharedStore(now),
    samples: new MemorySampleStore(now),
    inspect: async () => SOUND_STORE,
    checkSchema: async () => {},
    close: async () => {},
  });
}
