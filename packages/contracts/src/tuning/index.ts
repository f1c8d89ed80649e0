export {
  ExperimentDecision,
  ExperimentListView,
  ExperimentPromotion,
  ExperimentRecorded,
  ExperimentRecords,
  ExperimentResultView,
  ExperimentStop,
  ExperimentsQuery,
  ExperimentView,
} from '../api/experiment-view.ts';
export {
  AgentTuningView,
  TuningApply,
  TuningChangedView,
  TuningDecisionView,
  TuningHistoryView,
  TuningLockView,
  TuningModelView,
  TuningPolicyChange,
  TuningPolicyView,
  TuningRollback,
  TuningStageView,
  TuningStateView,
} from '../api/tuning-agent-view.ts';
export {
  AgentBounds,
  AgentObjective,
  AgentTuning,
  ObjectiveClass,
  TUNING_MODES,
  TuningLock,
  type TuningMode,
} from './agent-tuning.ts';
export { ARMS, type Arm, assignBlock, assignRun, toBlock } from './assign-arm.ts';
export { ATTEMPT_OUTCOMES, type AttemptOutcome } from './attempt-outcome.ts';
export {
  ARM_SETTINGS,
  ASSIGNMENTS,
  type Assignment,
  armsOf,
  EXPERIMENT_ARM_EVENT,
  EXPERIMENT_ID_PATTERN,
  EXPERIMENT_RECORD_EVENT,
  ExperimentDocument,
  ExperimentPlan,
  METRICS,
  type Metric,
  parseExperiment,
  RecordedResult,
  RUN_SETTINGS,
  type StoredExperiment,
  settingsUnder,
  toArmSettings,
  toRecordsStream,
} from './experiment.ts';
export { ArmResult, ExperimentResult, parseExperimentResult } from './experiment-result.ts';
export {
  AgentFigures,
  FIGURES_MINUTES,
  FIGURES_REPORT,
  FIGURES_STALE_MS,
  FiguresReport,
  MINUTES_KEPT,
  MinuteFigures,
  MinutesReport,
  parseFiguresReport,
  parseMinutesReport,
  WindowFigures,
} from './figures.ts';
export { findOutOfBounds, withoutSettings } from './find-out-of-bounds.ts';
export { LEADER_NAME, LeaderRecord } from './leader-record.ts';
export { Sample, WorkerSecond } from './sample.ts';
export { decodeSampleBatch, encodeSampleBatch, type SampleBatch } from './sample-batch.ts';
export {
  APPLIED_KNOBS,
  KNOBS,
  type Knob,
  SETTING_NAMES,
  type SettingName,
  SizeSettings,
  TUNING_BOUNDS,
  TuningSettings,
} from './settings.ts';
export { SIZE_BUCKETS, toSizeBucket } from './size-bucket.ts';
export { toTuningStream } from './to-tuning-stream.ts';
export { parseTuningChanged, TUNING_CHANGED_EVENT, TuningChanged } from './tuning-changed.ts';
export {
  parseTuningDocument,
  parseTuningPulse,
  parseTuningSwitch,
  TUNING_PULSE,
  TUNING_PULSE_EVERY_MS,
  TUNING_STALE_MS,
  TUNING_SWITCH,
  TuningDocument,
  TuningPulse,
  TuningSwitch,
} from './tuning-document.ts';
export {
  FLEET_POLICY,
  NO_POLICY,
  parseTuningPolicy,
  SettingLock,
  TuningPolicy,
  toImportName,
  toModelName,
} from './tuning-policy.ts';
export {
  DECISIONS_TOLD,
  parseTuningState,
  TuningDecision,
  TuningPrediction,
  TuningStage,
  TuningStanding,
  TuningState,
} from './tuning-state.ts';
