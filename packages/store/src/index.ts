export {
  type ApprovalPage,
  type ApprovalPosition,
  type ApprovalQuery,
  compareApprovals,
  type OpenApproval,
} from './approvals.ts';
export {
  type AttributeCondition,
  type AttributeFilter,
  joinRanges,
  matchesAttributes,
  parseAttributeFilter,
} from './attributes/attribute-filter.ts';
export { termsOfAttributes, termsOfFilter } from './attributes/attribute-terms.ts';
export type { BlobPieces, QuietRun, SealedBlob } from './blobs/blob-pieces.ts';
export type { BlobSource, BlobStore, PutOptions } from './blobs/blob-store.ts';
export { findReferences } from './blobs/find-references.ts';
export { isLarge, resolveLarge, withLargeOutputs } from './blobs/large-outputs.ts';
export { PiecedBlobStore } from './blobs/pieced-blob-store.ts';
export { withoutLarge } from './blobs/without-large.ts';
export type { CheckResult, Durability } from './check-result.ts';
export { type BatchAnswers, CommandBatcher } from './command-batcher.ts';
export { deriveRunId } from './derive-run-id.ts';
export {
  type AppendAnswer,
  type CorrelatedEvent,
  type CorrelationPosition,
  type CorrelationQuery,
  compareCorrelated,
  type DeleteAnswer,
  type EventPage,
  type EventQuery,
  type EventStore,
  type NewEvent,
  type RenewedStream,
  STREAM_LIMITS,
  type StreamAppend,
  type StreamDescription,
  type StreamEvent,
  type StreamSummary,
  type StreamTrim,
  type TrimAnswer,
  toCorrelationPosition,
  type UnknownStream,
} from './event-store.ts';
export {
  compareFeedPositions,
  FEED_PAGE,
  type FeedEvent,
  type FeedListener,
  type FeedPosition,
  type FeedStore,
  type FeedTail,
  startOfTime,
  toFeedPosition,
} from './feed-store.ts';
export type {
  FleetStore,
  StoredDeadLetter,
  WorkerRecord,
} from './fleet-store.ts';
export {
  type DeadEvent,
  type DeliveredEvent,
  type GroupDescription,
  type GroupHold,
  type GroupName,
  type GroupPage,
  type GroupRead,
  type GroupStart,
  type GroupStore,
  type HoldAnswer,
  LAPSED,
  type Release,
  type RemovedDelivery,
  type RemovedEvents,
  type ResetAnswer,
} from './group-store.ts';
export { guardTexts } from './guard-texts.ts';
export {
  filterByDetails,
  hasListedError,
  LISTED_UNITS_MAX,
  type ListedUnit,
  mayWait,
  toIndexQuery,
  toListedError,
  toListedRun,
  withDetails,
} from './listed-run.ts';
export { LOG_PAGE, type LogPage } from './log-page.ts';
export { measureCommand, measureFork } from './measure-command.ts';
export { createMemoryStore } from './memory/memory-store.ts';
export { MemoryWakeups } from './memory/memory-wakeups.ts';
export { startPollingTail } from './polling-tail.ts';
export { leaseRate, RATE_LEASE_MS } from './rate-lease.ts';
export { loadEvents, readLog } from './read-log.ts';
export {
  brokenRecord,
  inRunRecord,
  passBroken,
  REMEDY,
  skipBroken,
  toBroken,
  unreadable,
  watchBrokenRecords,
} from './records/broken-record.ts';
export { readAppendAnswer } from './records/read-append-answer.ts';
export { readApprovalCard } from './records/read-approval-card.ts';
export { readEvent } from './records/read-event.ts';
export {
  judgeRunMeta,
  readField,
  readItem,
  readRunError,
  readRunMeta,
  readRunOutput,
  readRunStatus,
  type StoredItem,
} from './records/read-run-record.ts';
export {
  readAgainIfGone,
  readStreamEvent,
  readUnlessBroken,
  type StoredStreamEvent,
} from './records/read-stream-event.ts';
export {
  readCount,
  readFlag,
  readJson,
  readOptional,
  readText,
  wordReader,
} from './records/read-value.ts';
export { comparePositions, matchesFilters, toRunPage } from './run-page.ts';
export type {
  BareRunStore,
  BlockedUnit,
  EndListener,
  FinishedRun,
  ItemRecord,
  KeyRecord,
  ListedRun,
  RunAsRead,
  RunDeletion,
  RunOutcome,
  RunPage,
  RunPosition,
  RunQuery,
  RunRecord,
  RunState,
  RunStore,
  RunSummary,
  UnreadArchive,
} from './run-store.ts';
export { SAMPLE_BOUNDS, type SampleBounds, type SampleStore, type StoredBatch } from './sample-store.ts';
export type {
  ListedSchedule,
  LoadedSchedule,
  SaveSchedule,
  ScheduleStore,
  StoredSchedule,
} from './schedule-store.ts';
export type { SharedDocument, SharedGuard, SharedKind, SharedStore } from './shared-store.ts';
export { SOUND_STORE, type Store, type StoreCondition, type StoreLayout } from './store.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
export { type EncodedData, type EncodedEvent, encodeEvents, largeDataOf } from './streams/encode-events.ts';
export {
  EventBlobs,
  partitionOfEventBlob,
  readReference,
  toReference,
  unclaimable,
} from './streams/event-blobs.ts';
export { hashRead } from './streams/hash-read.ts';
export { listSound, readSound, type StoredCorrelated } from './streams/read-sound.ts';
export type { UnitRecord } from './unit-record.ts';
export { untilTaken } from './until-taken.ts';
export type { SavedVersion, StoredWorkflow, WorkflowStore } from './workflow-store.ts';
