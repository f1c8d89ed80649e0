import type { MoveName } from '@ag06/protocol';
import { findReferences } from '../blobs/find-references.ts';
import { withLargeOutputs } from '../blobs/large-outputs.ts';
import { PiecedBlobStore } from '../blobs/pieced-blob-store.ts';
import { guardTexts } from '../guard-texts.ts';
import { SOUND_STORE, type Store } from '../store.ts';
import { EventBlobs } from '../streams/event-blobs.ts';
import { MemoryBlobPieces } from './memory-blob-pieces.ts';
import { MemoryEventStore } from './memory-event-store.ts';
import { MemoryFeedStore } from './memory-feed-store.ts';
import { MemoryFleetStore } from './memory-fleet-store.ts';
import { MemoryGroupStore } from './memory-group-store.ts';
import { MemoryRunStore } from './memory-run-store.ts';
import { MemorySampleStore } from './memory-sample-store.ts';
import { MemoryScheduleStore } from './memory-schedule-store.ts';
import { MemorySharedStore } from './memory-shared-store.ts';
import { MemoryStreams } from './memory-streams.ts';
import { MemoryWakeups } from './memory-wakeups.ts';
import { MemoryWorkflowStore } from './memory-workflow-store.ts';

interface MemoryStoreOptions {
  /** The clock: milliseconds since 1970. */
  readonly now?: () => number;
  readonly watchdogMs?: number;
  /** Where the wake-ups of runs and schedules are kept, by the same clock. */
  readonly wakeups?: MemoryWakeups;
  /** Called with each move of a unit. */
  readonly onMove?: (move: MoveName) => void;
}

/** The reference store. It keeps everything in this process. */
export function createMemoryStore({
  now = Date.now,
  watchdogMs = 20_000,
  wakeups = new MemoryWakeups(now),
  onMove = () => {},
}: MemoryStoreOptions = {}): Store {
  const streams = new MemoryStreams(now);
  const pieces = new MemoryBlobPieces(now);
  const runs = new MemoryRunStore(now, watchdogMs, wakeups, {
    onMove,
    onDeleted: (runId) => pieces.forget(runId),
  });
  const findKept = async (owner: string) => (pieces.isClaimed(owner) ? 'all' : findReferences(runs, owner));
  const blobs = new PiecedBlobStore(pieces, findKept);
  const eventBlobs = new EventBlobs(blobs);
  return guardTexts({
    runs: withLargeOutputs(runs, blobs),
    workflows: new MemoryWorkflowStore(now),
    fleet: new MemoryFleetStore(now),
    feed: new MemoryFeedStore(runs.all, now),
    shared: new MemorySharedStore(now),
    samples: new MemorySampleStore(now),
    schedules: new MemoryScheduleStore(now, wakeups),
    events: new MemoryEventStore(streams, { now, blobs: eventBlobs, pieces }),
    groups: new MemoryGroupStore(streams, { now, blobs: eventBlobs }),
    blobs,
    inspect: async () => SOUND_STORE,
    checkSchema: async () => {},
    close: async () => {},
  });
}
