export { CAVEAT_CODES, type Caveat, type CaveatCode } from './caveats.ts';
export type { Estimate, SimulatedMeasure } from './estimate.ts';
export { explainChange } from './explain-change.ts';
export { type FleetSettings, SIMULATED_KNOBS } from './fleet-settings.ts';
export { MEASURES, type Measure, type Measures } from './measures.ts';
export type { RecordedAttempt, RecordedJob, RecordedSpan, Recording } from './recording.ts';
export {
  ATTEMPTS_MAX,
  JOBS_MIN,
  measureRecording,
  type SimulationRequest,
  type SimulationResult,
  simulateChange,
} from './simulate-change.ts';
