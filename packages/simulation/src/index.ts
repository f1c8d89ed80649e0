export { explainChange } from './explain-change.ts';
export type { FleetSettings } from './fleet-settings.ts';
export type { Measure } from './measures.ts';
export type { RecordedAttempt, RecordedJob, RecordedSpan, Recording } from './recording.ts';
export { ATTEMPTS_MAX, JOBS_MIN, measureRecording, simulateChange } from './simulate-change.ts';
