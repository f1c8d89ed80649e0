import type { JobAddress, JobPlace } from '@ag06/broker';
import { toJobId } from '@ag06/contracts';
import { callingStepOf, type Plan } from '@ag06/engine';
import type { RunState, UnitRecord } from '@ag06/store';

/** A dispatcher that holds a unit for longer than this has died, because evaluating takes milliseconds. */
const DISPATCHER_HOLD_MS = 10_000;

/** A unit that somebody should be moving, with the job that would. */
export interface Suspect {
  readonly name: string;
  readonly unit: UnitRecord;
  /** Undefined if there is no such job: a ready unit that nobody, or a dispatcher, holds. */
  readonly job: JobAddress | undefined;
}

/** Finds the units that may be stuck: all open ones that wait for neither a dependency nor a person. */
export function findSuspects(run: RunState, plan: Plan): Suspect[] {
  const suspects: Suspect[] = [];
  for (const [name, unit] of run.units) {
    switch (unit.status) {
      case 'scheduled':
      case 'retrying':
        suspects.push({ name, unit, job: jobOf(run, plan, name, unit.dispatch) });
        break;
      case 'running':
        // Nobody holds a step whose lanes run. The lanes themselves are examined.
        if (unit.token > 0) suspects.push({ name, unit, job: holderOf(run, plan, unit) });
        break;
      case 'ready':
        suspects.push({ name, unit, job: holderOf(run, plan, unit) });
        break;
      default:
    }
  }
  return suspects;
}

/**
 * Whether nobody will move a suspect any more. `isLongUnlocked`: its job had no lock at earlier looks either. The queue
 * soon gives an unlocked job to another worker, so one that stays unlocked is lost.
 */
export function isStuck(suspect: Suspect, place: JobPlace, now: number, isLongUnlocked: boolean): boolean {
  const { unit, job } = suspect;
  switch (unit.status) {
    case 'scheduled':
      return place === 'absent';
    case 'retrying':
      return place === 'absent' && now >= unit.dueAt;
    case 'ready':
      if (job === undefined) return unit.token === 0 || now - unit.dueAt > DISPATCHER_HOLD_MS;
      return place === 'absent' || (place === 'unlocked' && isLongUnlocked);
    default:
      return place === 'absent' || (place === 'unlocked' && isLongUnlocked);
  }
}

function jobOf(run: RunState, plan: Plan, unit: string, dispatch: number): JobAddress | undefined {
  const agent = callingStepOf(plan, unit)?.agent;
  return agent === undefined ? undefined : { agent, jobId: toJobId(run.runId, unit, dispatch) };
}

/** Returns the job that holds a unit. Its key names the unit for which it was enqueued. */
function holderOf(run: RunState, plan: Plan, unit: UnitRecord): JobAddress | undefined {
  const at = unit.holder.lastIndexOf('.d');
  if (at < 0) return undefined;
  return jobOf(run, plan, unit.holder.slice(0, at), Number(unit.holder.slice(at + 2)));
}
