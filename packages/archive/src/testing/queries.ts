import type { RunQuery } from '@ag06/store';
import type { KeepPolicy } from '../work/keep-policy.ts';

/** Every run, newest first. */
export const ALL_RUNS: RunQuery = {
  tenant: 'default',
  statuses: [],
  workflow: undefined,
  correlationId: undefined,
  tags: [],
  from: undefined,
  to: undefined,
  after: undefined,
  limit: 100,
};

/** Nothing expires. */
export const FOR_EVER: KeepPolicy = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
