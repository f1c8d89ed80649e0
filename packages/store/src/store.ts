import type { BlobStore } from './blobs/blob-store.ts';
import type { EventStore } from './event-store.ts';
import type { FeedStore } from './feed-store.ts';
import type { FleetStore } from './fleet-store.ts';
import type { GroupStore } from './group-store.ts';
import type { RunStore } from './run-store.ts';
import type { SampleStore } from './sample-store.ts';
import type { ScheduleStore } from './schedule-store.ts';
import type { SharedStore } from './shared-store.ts';
import type { WorkflowStore } from './workflow-store.ts';

/** The ten ports of one backend. A component asks for the one it needs. */
export interface Store {
  readonly runs: RunStore;
  readonly workflows: WorkflowStore;
  readonly fleet: FleetStore;
  readonly feed: FeedStore;
  readonly shared: SharedStore;
  readonly samples: SampleStore;
  readonly schedules: ScheduleStore;
  readonly events: EventStore;
  readonly groups: GroupStore;
  readonly blobs: BlobStore;
  /** The stored layout, where it is raised while the fleet is at work. Undefined: a migration changes it at once. */
  readonly layout?: StoreLayout;
  /** Asks the servers behind the store for their condition. One round trip to each. */
  inspect(): Promise<StoreCondition>;
  /**
   * Refuses a store that a newer major version wrote (`STORE_SCHEMA_NEWER`), or one with another number of partitions
   * (`STORE_PARTITIONS_DIFFER`). Marks a new store.
   */
  checkSchema(): Promise<void>;
  /** Closes what the store opened itself, not the connection it was given. May be called twice. */
  close(): Promise<void>;
}

/** A layout of stored runs that newer programs read, and that is written only when no process needs the older one. */
export interface StoreLayout {
  /** The newest version that this program reads and writes, from 1. */
  readonly newest: number;
  /** Whether the store is written in the newest version. Asks the store. */
  isNewest(): Promise<boolean>;
  /**
   * Makes every process write the newest version within seconds. Call it only when no process that knows less is alive,
   * because such a process would misread the newer layout. Never lowers the version.
   */
  raise(): Promise<void>;
}

/** The condition of a store; with several servers, that of the worst one. */
export interface StoreCondition {
  /**
   * The bytes in use on all servers together, in memory or, of a database, in tables without their free space. Undefined if
   * the store does not tell it.
   */
  readonly usedBytes: number | undefined;
  /** Undefined if memory has no limit, or the server does not tell it. */
  readonly memory: { readonly usedBytes: number; readonly maxBytes: number } | undefined;
  /** The policy by which the server may evict data; undefined if it never does. */
  readonly evictionPolicy: string | undefined;
  /** Why the server last failed to write its files; undefined if it did not fail. */
  readonly saveFailure: string | undefined;
}

export const SOUND_STORE: StoreCondition = {
  usedBytes: undefined,
  memory: undefined,
  evictionPolicy: undefined,
  saveFailure: undefined,
};
