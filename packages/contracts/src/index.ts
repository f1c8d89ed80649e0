export {
  ACTIVATION_VERSION,
  Activation,
  toJobId,
  toJobKey,
  UNKNOWN_VERSION_DELIVERIES_MAX,
  unitOf,
} from './activation.ts';
export type {
  ApprovalAnswer,
  ApprovalAnswered,
  ApprovalPageView,
  ApprovalView,
} from './api/approval-view.ts';
export type { BreakerErrorView, BreakerListView, BreakerView } from './api/breaker-view.ts';
export type {
  BulkAccepted,
  BulkListView,
  BulkReason,
  BulkView,
  DeadLetterBulk,
  DeadLetterBulkFilter,
  RunBulk,
  RunBulkAction,
  RunBulkFilter,
  RunDeleted,
} from './api/bulk-view.ts';
export type { CorrelationEntryView, CorrelationView } from './api/correlation-view.ts';
export type {
  DeadLetterDeleted,
  DeadLetterListView,
  DeadLetterRedriven,
  DeadLetterView,
} from './api/dead-letter-view.ts';
export type { RunExplanationView, RunReasonView } from './api/explain-view.ts';
export { FailureView } from './api/failure-view.ts';
export type {
  HeldBackView,
  LiveView,
  QueueListView,
  QueueView,
  ReadyView,
  WorkerDraining,
  WorkerListView,
  WorkerView,
} from './api/fleet-view.ts';
export type { RunAllow, RunFork, RunForked, RunOriginView } from './api/fork-view.ts';
export type {
  HealthComponent,
  HealthComponentView,
  HealthReasonView,
  HealthStatus,
  HealthView,
  ProcessReadiness,
} from './api/health-view.ts';
export type {
  HistoryEnd,
  HistoryEvent,
  HistoryHead,
  HistoryPiece,
  LogMoment,
  RunStateView,
} from './api/history-view.ts';
export type { ItemPageView, ItemView } from './api/item-view.ts';
export type { LargeView } from './api/large-view.ts';
export type { LinksView } from './api/links-view.ts';
export type { PauseListView, PauseView } from './api/pause-view.ts';
export type { ProblemView } from './api/problem-view.ts';
export type { QueueSignal } from './api/queue-signal.ts';
export type { BatchItem, QueueSubmission } from './api/queue-submission.ts';
export type { RunSubmission } from './api/run-submission.ts';
export type { RunTreeNodeView, RunTreeView } from './api/run-tree-view.ts';
export type {
  BatchResultView,
  CorrelatedSignal,
  EventPageView,
  EventView,
  FeedEventView,
  ListGapView,
  RunAccepted,
  RunCancelled,
  RunOpen,
  RunPageView,
  RunResult,
  RunRetry,
  RunSteered,
  RunSummaryView,
  RunView,
  SignalAccepted,
  StepView,
} from './api/run-view.ts';
export type { ScaleListQuery, ScaleListView, ScaleQuery, ScaleView } from './api/scale-view.ts';
export type {
  BackfillBody,
  BackfillView,
  NextSlotsView,
  PastSlotListView,
  PastSlotView,
  ScheduleBody,
  ScheduleListView,
  ScheduleSummaryView,
  ScheduleTriggered,
  ScheduleView,
} from './api/schedule-view.ts';
export type { SimulationOrder, SimulationView } from './api/simulation-view.ts';
export type { RetryDefinition, StepDefinition, StepDefinitionOf } from './api/step-definition.ts';
export type { AttemptView, StepDetailView } from './api/step-view.ts';
export type { StepWait } from './api/step-wait.ts';
export type {
  GroupAck,
  GroupDeadLetterListView,
  GroupDeadLetters,
  GroupDeadLettersMoved,
  GroupDeadLetterView,
  GroupDeleted,
  GroupDeliveriesView,
  GroupDeliveryView,
  GroupExtend,
  GroupHeldView,
  GroupListView,
  GroupRead,
  GroupRelease,
  GroupReset,
  GroupView,
} from './api/stream-group-view.ts';
export type {
  StreamAppend,
  StreamAppended,
  StreamDeleted,
  StreamEventBody,
  StreamEventPageView,
  StreamEventView,
  StreamListView,
  StreamSummaryView,
  StreamView,
} from './api/stream-view.ts';
export type { TargetListView, TargetView } from './api/target-view.ts';
export type {
  AgentFiguresView,
  AgentListView,
  AgentShownView,
  AgentView,
  FiguresAgeView,
  FiguresView,
  LeaderView,
  MinuteFiguresView,
  TuningChange,
  TuningFreeze,
  TuningFrozenView,
  TuningListView,
  TuningSwitchChange,
  TuningSwitched,
  TuningView,
} from './api/tuning-view.ts';
export type { WaitsFor } from './api/waits-for.ts';
export type {
  WorkflowDefinitionBody,
  WorkflowListView,
  WorkflowPushed,
  WorkflowSummaryView,
  WorkflowVersionListView,
  WorkflowVersionView,
  WorkflowView,
} from './api/workflow-view.ts';
export {
  APPROVAL_ID_PATTERN,
  type ApprovalAddress,
  parseApprovalId,
  toApprovalId,
} from './approval-id.ts';
export {
  BreakerSettings,
  DEFAULT_BREAKER,
  DEPENDENCY_PATTERN,
  dependencyOf,
  toBlockReason,
} from './breaker.ts';
export { remedyOf } from './dead-letter-remedies.ts';
export type { ApprovalOutput, Duration, ScheduleDefinition, WorkflowDefinition } from './definition.ts';
export { type Failure, Refusal } from './error.ts';
export { EVENT_TYPES, type EventType, type RunEvent } from './event.ts';
export { type DeadLetter, parseDeadLetter, parseWorkerRecord, type WorkerRecord } from './fleet-records.ts';
export type { Json, Violation } from './json.ts';
export { ITEMS_PER_CHUNK, laneOfUnit, stepOfUnit, toLaneUnit } from './lane.ts';
export { LIMITS } from './limits.ts';
export {
  ATTRIBUTE_NAME_PATTERN,
  agentQueue,
  DEFAULT_PREFIX,
  DEFAULT_TENANT,
  ENTRY_QUEUES,
  GROUP_NAME_PATTERN,
  NAME_PATTERN,
  PREFIX_PATTERN,
  PRINTABLE_PATTERN,
  RUN_ID_PATTERN,
  SIGNALS_QUEUE,
  STEP_ID_PATTERN,
  STREAM_NAME_PATTERN,
  SUBMISSIONS_QUEUE,
} from './names.ts';
export { ownValue } from './own-value.ts';
export {
  PauseDocument,
  type PauseScope,
  parsePauseDocument,
  parsePauseName,
  pauseOf,
  toHoldReason,
  toPauseName,
} from './pause.ts';
export {
  type Ageing,
  PRIORITIES,
  PRIORITY_KEY_MAX,
  PRIORITY_KEY_REBASE,
  PRIORITY_OFFSET_SECONDS,
  type Priority,
  STRICT_AGEING_MS,
  toPriorityKey,
  toPriorityOffsetMs,
} from './priority.ts';
export { type ProcessRecord, parseProcessRecord } from './process-record.ts';
export { parseRfc3339, toRfc3339 } from './rfc3339.ts';
export {
  FINAL_STEP_STATUSES,
  isTerminal,
  RUN_STATUSES,
  type RunStatus,
  STEP_STATUSES,
  type StepStatus,
  TERMINAL_RUN_STATUSES,
  type TerminalRunStatus,
} from './status.ts';
export { AGE_NUMBER_MIN_MS, DURATION_MAX_MS, LOCK_MS, STALLED_INTERVAL_MS } from './timing.ts';
