import type { MoveName } from '@ag06/protocol';
import { guardTexts } from '../guard-texts.ts';
import { SOUND_STORE, type Store } from '../store.ts';
import { MemoryEventStore } from './memory-event-store.ts';
import { MemoryFeedStore } from './memory-feed-store.ts';
import { MemoryFleetStore } from './memory-fleet-store.ts';
import { MemoryGroupStore } from './memory-group-store.ts';
import { MemoryRunStore } from './memory-run-store.ts';
import { MemorySampleStore } from './memory-sample-store.ts';
import { MemoryScheduleStore } from './memory-schedule-store.ts';
import { MemorySharedStore } from './memory-shared-store.ts';
import { MemoryStreams } from './memory-streams.ts';
import { MemoryWorkflowStore } from './memory-workflow-store.ts';

export interface MemoryStoreOptions {
  /** The clock: milliseconds since 1970. */
  readonly now?: () => number;
  readonly watchdogMs?: number;
  /** Called with each move of a unit. */
  readonly onMove?: (move: MoveName) => void;
}

/** The reference store. It keeps everything in this process. */
export function createMemoryStore({
  now = Date.now,
  watchdogMs = 20_000,
  onMove = () => {},
}: MemoryStoreOptions = {}): Store {
  const runs = new MemoryRunStore(now, watchdogMs, onMove);
  const streams = new MemoryStreams(now);
  return guardTexts({
    runs,
    workflows: new MemoryWorkflowStore(now),
    fleet: new MemoryFleetStore(now),
    feed: new MemoryFeedStore(runs.all, now),
    shared: new MemorySharedStore(now),
    samples: new MemorySampleStore(now),
    schedules: new MemoryScheduleStore(now, runs.wakeups),
    events: new MemoryEventStore(streams, now),
    groups: new MemoryGroupStore(streams, now),
    inspect: async () => SOUND_STORE,
    checkSchema: async () => {},
    close: async () => {},
  });
}
