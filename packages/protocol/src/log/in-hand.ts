import { isTerminal, toLaneUnit } from '@ag06/contracts';
import type { ShownRun, ShownUnit } from './shown-run.ts';

/** Whether a lane has an item, and works on it or waits with it. */
export const isInHand = ({ item, status }: Pick<ShownUnit, 'item' | 'status'>): boolean =>
  item !== undefined && status !== 'cancelled';

/** The lanes of a step, in the order of their numbers: they are opened together, so the first that is missing ends them. */
export function* lanesOf<Unit>(
  { units }: { readonly units: ReadonlyMap<string, Unit> },
  step: string,
): Generator<readonly [name: string, unit: Unit]> {
  for (let lane = 0; ; lane++) {
    const name = toLaneUnit(step, lane);
    const unit = units.get(name);
    if (unit === undefined) return;
    yield [name, unit];
  }
}

/**
 * How many items of a step lanes have in hand. A store's counts tell it, whichever lanes were loaded: each item that was taken
 * and has no outcome.
 */
export function countInHand(
  { status, units, items }: Pick<ShownRun, 'status' | 'units' | 'items'>,
  step: string,
): number {
  const { total = 0, left = 0, next } = items.get(step) ?? {};
  if (next === undefined) return countShown({ units }, step);
  const isAtWork = !isTerminal(status) && units.get(step)?.status === 'running';
  return isAtWork ? next - (total - left) : 0;
}

/** How many of them the given lanes have. */
export const countShown = (run: Pick<ShownRun, 'units'>, step: string): number =>
  [...lanesOf(run, step)].filter(([, lane]) => isInHand(lane)).length;
