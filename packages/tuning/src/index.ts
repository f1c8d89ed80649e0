export type { AttemptOutcome } from '@ag06/contracts';
export { type Bounds, clampSettings, withoutStatic } from './bounds.ts';
export type { Decision } from './decisions/decision.ts';
export { explainDecision } from './decisions/explain-decision.ts';
export type { Objective, ObjectiveClass } from './objective.ts';
export {
  type Observation,
  type ObservedArrival,
  type ObservedJob,
  type ObservedPriority,
  type ObservedSample,
  type ObservedSize,
  toLevel,
} from './observation.ts';
export type { ReasonCode } from './reason-code.ts';
export {
  createTuner,
  type Tuner,
  TunerModel,
  type TunerOptions,
  type TuningDecision,
} from './tuner.ts';
export type { SizeSettings, TunerSettings } from './tuner-settings.ts';
