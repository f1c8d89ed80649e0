import { stepOfUnit } from '@ag06/contracts';
import { toUnitKey } from '@ag06/resilience';
import type { BlockedUnit } from '@ag06/store';
import { drawSome } from './draw-some.ts';

/**
 * Chooses which waiting units are tried. It takes them from as many runs as possible, because the inputs of one run may
 * be the cause; skips units that have just failed; and draws at random, because taking the first ones would use up the
 * attempts of a single run.
 *
 * @param failed units whose probes failed, named as breakers name them
 * @param random returns a number in [0, 1)
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

/** Returns the key of a unit. A lane with an item has its step's key, because its failure does not name the lane. */
const keyOf = ({ runId, unit }: BlockedUnit): string => toUnitKey({ run: runId, step: stepOfUnit(unit) });
