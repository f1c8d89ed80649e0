import { laneOfUnit, type StepStatus } from '@ag06/contracts';
import { kindOfReason, PARKINGS, type RunField, toShownStatus, type UnitStatus } from '@ag06/protocol';

/** A unit of a run; the port's `UnitRecord` explains its fields. Only `MemoryRun` and `Turn` change it. */
export interface MemoryUnit {
  readonly name: string;
  status: UnitStatus;
  /** The reason for which it is parked; undefined in any other status. */
  reason: string | undefined;
  /** While it waits for an answer of a person: what it asks, as JSON text, and since when. */
  approval?: { readonly card: string; readonly openedAt: number } | undefined;
  /** The number of its parking, from the run's counter of tokens; 0 in any other status. */
  park: number;
  attempt: number;
  dispatch: number;
  lost: number;
  iteration: number;
  /** The tokens under which deliveries were lost, since the count was last zero. */
  lostTokens: readonly number[];
  /** The job that scheduled it, and the last command that moved it. A repeat of that command finds its answer here. */
  by: string;
  src: string;
  holder: { job: string; delivery: number; worker: string } | undefined;
  /** 0 if nobody holds it. */
  token: number;
  dueAt: number;
  evaluates: boolean;
  reads: readonly RunField[];
  item: number | undefined;
}

export function newUnit(name: string, evaluates: boolean, reads: readonly RunField[]): MemoryUnit {
  return {
    name,
    status: 'pending',
    reason: undefined,
    park: 0,
    attempt: 1,
    dispatch: 0,
    lost: 0,
    iteration: 0,
    lostTokens: [],
    by: '',
    src: '',
    holder: undefined,
    token: 0,
    dueAt: 0,
    evaluates,
    reads,
    item: undefined,
  };
}

export const shownStatus = (unit: MemoryUnit): StepStatus => toShownStatus(unit);

export const isLane = ({ name }: MemoryUnit): boolean => laneOfUnit(name) !== undefined;

/** Whether an activation of the unit is on a queue, now or after its delay. */
export const hasJob = ({ status, reason }: MemoryUnit): boolean =>
  status === 'scheduled' || (status === 'parked' && reason === 'retry');

/** Returns the reason that blocks a unit; undefined if it is not blocked. */
export const blockedBy = (unit: MemoryUnit): string | undefined =>
  shownStatus(unit) === 'blocked' ? unit.reason : undefined;

/** Returns the reason that blocks a unit, if it is on the list of that reason; undefined in any other case. */
export const listedFor = (unit: MemoryUnit): string | undefined => {
  const reason = blockedBy(unit);
  return reason !== undefined && PARKINGS[kindOfReason(reason)].isListed ? reason : undefined;
};

/** Returns the reason for which a unit waits; undefined if it does not wait. */
export const awaits = (unit: MemoryUnit): string | undefined =>
  shownStatus(unit) === 'waiting' || unit.reason === 'delay' ? unit.reason : undefined;
