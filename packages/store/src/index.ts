export type { CheckResult, Durability } from './check-result.ts';
export { type BatchAnswers, CommandBatcher, type CommandBatcherOptions } from './command-batcher.ts';
export type { DeadLetter, FleetStore, WorkerRecord } from './fleet-store.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory/memory-store.ts';
export type {
  RunPage,
  RunPosition,
  RunQuery,
  RunRecord,
  RunStore,
  RunSummary,
  UnitRecord,
  Wakeup,
} from './run-store.ts';
export type { Store } from './store.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
export type { StoredWorkflow, WorkflowStore } from './workflow-store.ts';
