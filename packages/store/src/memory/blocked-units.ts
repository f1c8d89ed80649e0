import type { BlockedUnit } from '../run-store.ts';
import type { MemoryRun } from './memory-run.ts';
import { listedFor } from './memory-unit.ts';

type Runs = ReadonlyMap<string, MemoryRun>;

/** Returns the units blocked for a reason, those of the oldest run first. */
export function listBlocked(runs: Runs, reason: string): BlockedUnit[] {
  return findBlocked(runs)
    .filter((unit) => unit.reason === reason)
    .map(({ reason: _, ...unit }) => unit)
    .sort(compareBlocked);
}

/** Returns the number of blocked units per reason. */
export function countBlocked(runs: Runs): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of findBlocked(runs)) counts.set(reason, 1 + (counts.get(reason) ?? 0));
  return counts;
}

/** Leaves out units that no sweep sends on: those of a paused run, and those that a person has to allow. */
function findBlocked(runs: Runs): (BlockedUnit & { readonly reason: string })[] {
  return [...runs].flatMap(([runId, { createdAt, units }]) =>
    [...units.values()].flatMap((unit) => {
      const reason = listedFor(unit);
      return reason === undefined ? [] : [{ runId, unit: unit.name, createdAt, park: unit.park, reason }];
    }),
  );
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const compareBlocked = (a: BlockedUnit, b: BlockedUnit): number =>
  a.createdAt - b.createdAt || compareTexts(a.runId, b.runId) || compareTexts(a.unit, b.unit);
