export type { AttemptOutcome } from '@ag06/contracts/tuning';
export { BanditModel, type Choice, ContextualBandit } from './bandit/contextual-bandit.ts';
export type { Bounds } from './bounds.ts';
export { type Change, CUSUM_DEFAULTS, Cusum, type CusumOptions } from './change/cusum.ts';
export { FEATURES, toFeatures } from './counts/features.ts';
export { type Decision, Prediction } from './decisions/decision.ts';
export { explainDecision } from './decisions/explain-decision.ts';
export { explainHindsight, type Hindsight } from './decisions/hindsight.ts';
export type { NotDone } from './decisions/not-done.ts';
export { valueOfJob } from './decisions/value-meter.ts';
export { ExperimentModel, ExperimentRecord, type ExperimentView } from './experiments/experiment-record.ts';
export {
  estimateElasticity,
  MOMENTUM_DEFAULTS,
  MomentumAscent,
  type MomentumModel,
  type MomentumOptions,
  PROBE_DISTANCE,
} from './learning/momentum-ascent.ts';
export { classOf, type Objective, type ObjectiveClass } from './objective.ts';
export {
  type Observation,
  type ObservedArrival,
  type ObservedJob,
  type ObservedSample,
  toLevel,
} from './observation.ts';
export type { ReasonCode } from './reason-code.ts';
export { KnobLock } from './safety/knob-locks.ts';
export type { SettingHold } from './safety/setting-hold.ts';
export type { Slice } from './slice.ts';
export { toMinuteFigures } from './to-figures.ts';
export { isNeverLate, toObjective } from './to-objective.ts';
export {
  createTuner,
  type Tuner,
  TunerModel,
  type TunerOptions,
  type TuningDecision,
} from './tuner.ts';
export type { SizeSettings, TunerSettings } from './tuner-settings.ts';
