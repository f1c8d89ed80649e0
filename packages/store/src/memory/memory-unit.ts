import { laneOfUnit, type StepStatus } from '@ag06/contracts';
import { type RunField, toShownStatus, type UnitStatus } from '@ag06/protocol';

/** A unit of a run; what each part means is said in the port, `UnitRecord`. Only `MemoryRun` and `Turn` change it. */
export interface MemoryUnit {
  readonly name: string;
  status: UnitStatus;
  /** Why it is parked; undefined in any other status. */
  reason: string | undefined;
  /** The number under which it is parked, of the run's counter of tokens; 0 in any other status. */
  park: number;
  attempt: number;
  dispatch: number;
  lost: number;
  /** The tokens of those who lost them, since there last were none. */
  lostTokens: readonly number[];
  /** The job that scheduled it, and the command that moved it last: a repeated one finds its answer by it. */
  by: string;
  src: string;
  holder: { job: string; delivery: number; worker: string } | undefined;
  /** 0: nobody holds it. */
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

/** Whether an activation of it is on a queue, or will be. */
export const hasJob = ({ status, reason }: MemoryUnit): boolean =>
  status === 'scheduled' || (status === 'parked' && reason === 'retry');

/** Why it is blocked: it waits for its turn, not for its next attempt. */
export const blockedBy = ({ reason }: MemoryUnit): string | undefined =>
  reason === 'retry' ? undefined : reason;
