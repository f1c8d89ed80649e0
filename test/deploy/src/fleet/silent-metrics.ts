import type { MetricKey } from '@ag06/telemetry';

/** Metrics that a healthy fleet does not tell, each with the reason. Their queries must be valid all the same. */
export const SILENT_METRICS: Readonly<Partial<Record<MetricKey, string>>> = {
  storeErrors: 'the store answers',
  brokerErrors: 'the queues answer',
  repeats: 'the store and the queues answer',
  brokenRecords: 'every record can be read',
  labelsFolded: 'no label has too many values',
  deliveriesLost: 'no worker dies',
  blockedSteps: 'nothing is blocked',
  breakerState: 'no step names a dependency that failed',
  breakerRefusals: 'no step names a dependency that failed',
  breakerTransitions: 'no step names a dependency that failed',
  messageDeliveries: 'no run starts another',
  messagesUndelivered: 'no run starts another',
  bulkOpen: 'nobody starts a bulk',
  bulkItems: 'nobody starts a bulk',
  streamAppended: 'nothing is appended',
  streamDuplicates: 'nothing is appended',
  streamAppendDuration: 'nothing is appended',
  streamGroupLag: 'nobody reads streams',
  streamGroupOldest: 'nobody reads streams',
  streamGroupDead: 'nobody reads streams',
  archiveUnreadable: 'every run can be read',
  storeUsed: 'the store has no ceiling',
  storeCeiling: 'the store has no ceiling',
  submissionsRefused: 'the store is not nearly full',
};
