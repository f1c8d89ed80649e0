import { FINAL_STEP_STATUSES, laneOfUnit, stepOfUnit } from '@ag06/contracts';
import { OUTPUT_UNIT } from '../command.ts';
import { isInHand } from './in-hand.ts';
import type { ShownRun, ShownUnit } from './shown-run.ts';

const isOver = ({ status }: Pick<ShownUnit, 'status'>): boolean =>
  FINAL_STEP_STATUSES.some((final) => final === status);

/**
 * Whether everything that is open of a run waits: no worker has or gets anything to do for it. A step with items waits if
 * each item in hand does; a lane without one has nothing to say. Of a run without some of its lanes, the others tell.
 */
export function isRunWaiting({
  status,
  units,
  items,
}: Pick<ShownRun, 'status'> & {
  readonly units: ReadonlyMap<string, Pick<ShownUnit, 'status' | 'item'>>;
  readonly items: ReadonlyMap<string, unknown>;
}): boolean {
  if (status !== 'running') return false;
  let waits = false;
  const waitingLists = new Set<string>();
  for (const [name, unit] of units) {
    const isLane = laneOfUnit(name) !== undefined;
    if (name === OUTPUT_UNIT || isOver(unit) || (isLane && !isInHand(unit))) continue;
    const isList = !isLane && items.has(name) && unit.status === 'running';
    if (isList) continue;
    if (unit.status !== 'waiting') return false;
    waits = true;
    if (isLane) waitingLists.add(stepOfUnit(name));
  }
  // A list that is at work without an item in hand has lanes that will take one.
  for (const step of items.keys())
    if (units.get(step)?.status === 'running' && !waitingLists.has(step)) return false;
  return waits;
}
