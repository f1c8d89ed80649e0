import type { Plan } from '@ag06/engine';
import type { Issuer } from '@ag06/protocol';
import type { RunStore, RunSummary, ScheduleStore } from '@ag06/store';
import type { Carrier } from '../drive/driver.ts';
import type { PlanCache } from '../plan-cache.ts';
import type { RunContext } from '../run-context.ts';
import type { Submitter } from '../submission.ts';

/** The ports that delivering a message needs. */
export interface DeliveryParts {
  readonly carrier: Carrier;
  readonly runs: Carrier['runs'] &
    Pick<
      RunStore,
      | 'clearWakeup'
      | 'copyLarge'
      | 'createRunId'
      | 'deriveRunId'
      | 'findKey'
      | 'loadEntry'
      | 'loadOutcome'
      | 'loadState'
      | 'loadSummary'
      | 'loadUnit'
    >;
  readonly schedules: ScheduleStore;
  readonly plans: Pick<PlanCache, 'load' | 'loadLatest'>;
  readonly judgeInput?: Submitter['judgeInput'];
  /** Called with the plan of each child that was started. */
  readonly onStarted?: (plan: Plan) => void;
}

/**
 * Returns the carrier with command ids that are derived from their cause, and without a job. A second delivery of the
 * message therefore repeats the same commands.
 */
export function becauseOf(carrier: Carrier, cause: string): Carrier {
  const issuer: Issuer = { worker: carrier.issuer.worker, job: '', delivery: 0 };
  return {
    runs: carrier.runs,
    broker: carrier.broker,
    issuer,
    createId: () => cause,
    epoch: () => carrier.epoch(),
    ageingOf: carrier.ageingOf,
    ...(carrier.send && { send: carrier.send }),
    ...(carrier.onEnd && { onEnd: carrier.onEnd }),
    ...(carrier.onRefused && { onRefused: carrier.onRefused }),
  };
}

/** Loads a run for decisions. Returns undefined if its workflow is gone. */
export async function loadContext(
  { plans }: Pick<DeliveryParts, 'plans'>,
  { runId, meta, createdAt }: RunSummary,
): Promise<RunContext | undefined> {
  const plan = await plans.load(meta.tenant, meta.workflow, meta.version);
  return plan && { runId, meta, plan, createdAt, values: new Map() };
}
