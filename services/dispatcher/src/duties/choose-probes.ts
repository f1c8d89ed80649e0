import { stepOfUnit } from '@ag06/contracts';
import { toUnitKey } from '@ag06/resilience';
import type { BlockedUnit } from '@ag06/store';
import { drawSome } from './draw-some.ts';

/**
 * Which of what waits is tried: of as many runs as there are, for one run's inputs may be what fails; none that has just
 * failed; any of them, for always the first would spend the attempts of one run.
 *
 * @param failed units whose probes failed, named as breakers name them
 * @param random gives a number in [0, 1)
 */
export function chooseProbes(
  listed: readonly BlockedUnit[],
  count: number,
  failed: ReadonlySet<string>,
  random: () => number,
): readonly BlockedUnit[] {
  const fresh = listed.filter((unit) => !failed.has(keyOf(unit)));
  const byRun = new Map<string, BlockedUnit[]>();
  for (const unit of drawSome(fresh, fresh.length, random)) {
    const ofRun = byRun.get(unit.runId);
    if (ofRun === undefined) byRun.set(unit.runId, [unit]);
    else ofRun.push(unit);
  }
  const chosen: BlockedUnit[] = [];
  for (let round = 0; chosen.length < Math.min(count, fresh.length); round++) {
    for (const units of byRun.values()) {
      const unit = units[round];
      if (unit !== undefined && chosen.length < count) chosen.push(unit);
    }
  }
  return chosen;
}

/** A lane that holds an item failed as that item: it is one of several of its step, and not told apart here. */
const keyOf = ({ runId, unit }: BlockedUnit): string => toUnitKey({ run: runId, step: stepOfUnit(unit) });
