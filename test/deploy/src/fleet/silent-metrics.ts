import type { MetricKey } from '@ag06/telemetry';

/** Metrics that a healthy fleet does not tell, each with the reason. Their queries must be valid all the same. */
export const SILENT_METRICS: Readonly<Partial<Record<MetricKey, string>>> = {
  storeErrors: 'the store answers',
  brokerErrors: 'the queues answer',
  labelsFolded: 'no label has too many values',
  deliveriesLost: 'no worker dies',
  blockedSteps: 'nothing is blocked',
  breakerState: 'no step names a dependency that failed',
  breakerRefusals: 'no step names a dependency that failed',
  breakerTransitions: 'no step names a dependency that failed',
  tuningVersion: 'no optimizer tells yet what it learnt',
  samplesRead: 'no optimizer tells yet what it learnt',
  agentAttempts: 'no optimizer tells yet what it learnt',
  agentSuccess: 'no optimizer tells yet what it learnt',
  agentDuration: 'no optimizer tells yet what it learnt',
  agentThroughput: 'no optimizer tells yet what it learnt',
};
