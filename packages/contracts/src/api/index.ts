export { ApprovalAnswer, ApprovalAnswered, ApprovalPageView, ApprovalView } from './approval-view.ts';
export { BatchSubmission } from './batch-submission.ts';
export { BreakerErrorView, BreakerListView, BreakerView } from './breaker-view.ts';
export {
  BULK_STATUSES,
  BulkAccepted,
  BulkListView,
  BulkReason,
  BulkView,
  DEAD_LETTER_BULK_ACTIONS,
  DeadLetterBulk,
  DeadLetterBulkFilter,
  RUN_BULK_ACTIONS,
  RunBulk,
  RunBulkFilter,
  RunDeleted,
} from './bulk-view.ts';
export { CorrelationEntryView, CorrelationQuery, CorrelationView } from './correlation-view.ts';
export {
  DeadLetterDeleted,
  DeadLetterListView,
  DeadLetterRedriven,
  DeadLetterView,
} from './dead-letter-view.ts';
export { RunExplanationView, RunReasonView } from './explain-view.ts';
export {
  HeldBackView,
  LiveView,
  QueueListView,
  QueueView,
  ReadyView,
  WorkerDraining,
  WorkerListView,
  WorkerView,
} from './fleet-view.ts';
export { RunAllow, RunFork, RunForked, RunOriginView } from './fork-view.ts';
export { HealthComponentView, HealthReasonView, HealthView } from './health-view.ts';
export {
  HISTORY_FORMAT,
  HISTORY_VERSION,
  HistoryEnd,
  HistoryEvent,
  HistoryHead,
  HistoryLine,
  HistoryPiece,
  RunStateView,
  StateQuery,
  toLogMoment,
} from './history-view.ts';
export { ItemPageView, ItemView } from './item-view.ts';
export { LargeView } from './large-view.ts';
export { LinksView } from './links-view.ts';
export { toMomentMs } from './moment-field.ts';
export { PauseListView, PauseView } from './pause-view.ts';
export { ProblemView } from './problem-view.ts';
export {
  ApprovalsQuery,
  ArchivedRunsQuery,
  EventsQuery,
  FeedQuery,
  ItemsQuery,
  LettersQuery,
  NoQuery,
  ResultQuery,
  RunsQuery,
  StepQuery,
  TreeQuery,
  WorkflowQuery,
} from './queries.ts';
export { QueueSignal, SIGNAL_JOB } from './queue-signal.ts';
export { BatchItem, QueueSubmission, SUBMISSION_JOB } from './queue-submission.ts';
export { RunSubmission } from './run-submission.ts';
export { RunTreeNodeView, RunTreeView } from './run-tree-view.ts';
export {
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
} from './run-view.ts';
export { ScaleListQuery, ScaleListView, ScaleQuery, ScaleView } from './scale-view.ts';
export {
  BackfillBody,
  BackfillView,
  NextSlotsQuery,
  NextSlotsView,
  PastSlotListView,
  PastSlotView,
  ScheduleBody,
  ScheduleListView,
  ScheduleSummaryView,
  SchedulesQuery,
  ScheduleTriggered,
  ScheduleView,
} from './schedule-view.ts';
export { SimulationOrder, SimulationView } from './simulation-view.ts';
export { StepDefinition } from './step-definition.ts';
export { AttemptView, StepDetailView } from './step-view.ts';
export { findActionOf, tellStepWait } from './step-wait.ts';
export {
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
} from './stream-group-view.ts';
export {
  GroupLettersQuery,
  StreamDeleteQuery,
  StreamEventsQuery,
  StreamFeedQuery,
  StreamsQuery,
} from './stream-queries.ts';
export {
  StreamAppend,
  StreamAppended,
  StreamAppendMany,
  StreamAppendOne,
  StreamDeleted,
  StreamEventBody,
  StreamEventPageView,
  StreamEventView,
  StreamListView,
  StreamSummaryView,
  StreamView,
} from './stream-view.ts';
export { TargetListView, TargetView } from './target-view.ts';
export {
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
} from './tuning-view.ts';
export { WaitsFor } from './waits-for.ts';
export {
  WorkflowDefinitionBody,
  WorkflowListView,
  WorkflowPushed,
  WorkflowSummaryView,
  WorkflowVersionListView,
  WorkflowVersionView,
  WorkflowView,
} from './workflow-view.ts';
