import type { FeedStore } from './feed-store.ts';
import type { FleetStore } from './fleet-store.ts';
import type { RunStore } from './run-store.ts';
import type { SampleStore } from './sample-store.ts';
import type { SharedStore } from './shared-store.ts';
import type { WorkflowStore } from './workflow-store.ts';

/** One backend's six ports. Ask for the one you need. */
export interface Store {
  readonly runs: RunStore;
  readonly workflows: WorkflowStore;
  readonly fleet: FleetStore;
  readonly feed: FeedStore;
  readonly shared: SharedStore;
  readonly samples: SampleStore;
  /** What the servers behind the store tell of themselves. One round trip to each. */
  inspect(): Promise<StoreCondition>;
  /**
   * Refuses a store written by a newer major version (`STORE_SCHEMA_NEWER`), or with another number of partitions
   * (`STORE_PARTITIONS_DIFFER`) where there are partitions; marks a new one.
   */
  checkSchema(): Promise<void>;
  /** Closes what the store opened itself, not the connection it was given. May come twice. */
  close(): Promise<void>;
}

/** Where there are several servers, that of the one that is worst off. */
export interface StoreCondition {
  /** Undefined where memory has no limit, or is not told. */
  readonly memory: { readonly usedBytes: number; readonly maxBytes: number } | undefined;
  /** The policy by which the server may evict what was written, if it may. */
  readonly evictionPolicy: string | undefined;
  /** Why the server could not write to its files the last time, if so. */
  readonly saveFailure: string | undefined;
}

export const SOUND_STORE: StoreCondition = {
  memory: undefined,
  evictionPolicy: undefined,
  saveFailure: undefined,
};
