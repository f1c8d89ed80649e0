import { parseSchedule, wakeAt } from '@ag06/schedule';
import type { Store } from '@ag06/store';

interface Defined {
  readonly tenant: string;
  /** Of the workflow, and so of its schedule. */
  readonly name: string;
  readonly version: string;
  readonly hasSchedule: boolean;
}

/** Each try loses to somebody whose change stands. */
const TRIES = 20;

/**
 * Has a dispatcher make the schedule of a workflow what its latest definition says, if this version may change it. `afterMs`:
 * how soon; whoever saves a definition says so before it is saved, so that its schedule follows even if nobody says so after it.
 *
 * Returns `taken` if a schedule that no definition made has the name: it stays as it is.
 */
export async function wakeForDefinition(
  { schedules }: Pick<Store, 'schedules'>,
  { tenant, name, version, hasSchedule }: Defined,
  afterMs: number,
): Promise<'woken' | 'nothing' | 'taken'> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { now, found } = await schedules.load(tenant, name);
    const document = found && parseSchedule(found.text);
    if (document === undefined && (found !== undefined || !hasSchedule)) return 'nothing';
    if (document?.managed === false) return hasSchedule ? 'taken' : 'nothing';
    if (document?.definedBy === version) return 'nothing';
    const due = document && wakeAt(document, name, now);
    const at = Math.min(due ?? Number.POSITIVE_INFINITY, now + afterMs);
    if (await schedules.wake(tenant, name, found?.version ?? 0, at)) return 'woken';
  }
  throw new Error(`The schedule ${name} could not be woken: it kept changing.`);
}
