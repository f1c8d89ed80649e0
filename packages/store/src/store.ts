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
  /** Refuses a store written by a newer major version (`STORE_SCHEMA_NEWER`); marks a new one. */
  checkSchema(): Promise<void>;
  /** Closes what the store opened itself, not the connection it was given. May come twice. */
  close(): Promise<void>;
}
