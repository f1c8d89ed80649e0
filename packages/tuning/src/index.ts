export { type Bounds, clampSettings, withoutStatic } from './bounds.ts';
export type { Observation, ObservedSample } from './observation.ts';
export {
  createTuner,
  type ReasonCode,
  type Tuner,
  TunerModel,
  type TunerOptions,
  type TuningDecision,
} from './tuner.ts';
