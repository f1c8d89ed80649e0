import type { StepStatus } from '@ag06/contracts';
import { kindOfReason, PARKINGS } from './park-reason.ts';

/** The statuses in which a unit's life ends. */
export const FINAL_STATUSES = ['completed', 'failed', 'timed_out', 'skipped', 'cancelled'] as const;
export type FinalStatus = (typeof FINAL_STATUSES)[number];

/**
 * Where a unit is:
 * - `pending`: its dependencies have no outcome yet; no store keeps it;
 * - `ready`: it may go on. With a holder, that evaluates it; without one, its run is not running and nobody may begin
 *   it;
 * - `scheduled`: an activation is on its queue;
 * - `running`: a worker executes it, or its lanes are at work;
 * - `parked`: it waits for something, which `reason` names.
 */
export const UNIT_STATUSES = [
  'pending',
  'ready',
  'scheduled',
  'running',
  'parked',
  ...FINAL_STATUSES,
] as const;
export type UnitStatus = (typeof UNIT_STATUSES)[number];

const FINAL: ReadonlySet<UnitStatus> = new Set(FINAL_STATUSES);

export const isFinal = (status: UnitStatus): status is FinalStatus => FINAL.has(status);

/** Returns the status that the API shows for a unit. */
export function toShownStatus({
  status,
  reason,
}: {
  readonly status: UnitStatus;
  readonly reason: string | undefined;
}): StepStatus {
  if (status !== 'parked' || reason === undefined) return status === 'parked' ? 'blocked' : status;
  return PARKINGS[kindOfReason(reason)].shown;
}
