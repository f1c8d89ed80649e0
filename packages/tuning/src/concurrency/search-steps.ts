import { clamp } from './clamp.ts';
import type { Finding } from './judge-trial.ts';

/** Steps are logarithms of factors. */
export const STEP_FIRST = Math.log(1.25);
export const STEP_MIN = Math.log(1.1);
export const STEP_MAX = Math.log(1.6);
/** A slope of the value, by lower bound, at which the other direction is tried at once. */
const KEEN_SLOPE = 0.3;
/** A slope at which the knee lies more than one short step off. */
const FAR_SLOPE = 0.25;

/** Whether the value clearly rises with the level, by lower bound: then there is no need to measure long before the next step. */
export const isSteep = ({ gain, error, distance }: Finding): boolean =>
  (gain - 1.5 * error) / distance > KEEN_SLOPE;

/** The step after an accepted trial, in proportion to its slope. The first one away from the default stays small. */
export function stepAfterWin({ gain, distance }: Finding, isFirst: boolean): number {
  const slope = gain / distance;
  // Far from the knee the slope says that; close to it a long step only passes it.
  const least = slope > FAR_SLOPE ? STEP_FIRST : STEP_MIN;
  return isFirst ? STEP_FIRST : clamp(slope, least, STEP_MAX);
}

type AfterLoss =
  | { readonly kind: 'turn-keenly'; readonly step: number }
  | { readonly kind: 'shorten'; readonly step: number }
  | { readonly kind: 'turn' };

/**
 * What follows a rejected trial: where the value clearly rises the other way, that is tried at once; a long step is tried
 * again at half its length, unless it was far too long.
 *
 * @param isProven whether the search has left the default before, or the default means nothing any more
 */
export function afterLoss({ gain, error, distance }: Finding, isProven: boolean): AfterLoss {
  const slope = gain / distance;
  if (slope + (1.5 * error) / distance < -KEEN_SLOPE) {
    const roof = isProven ? STEP_MAX : STEP_FIRST;
    return { kind: 'turn-keenly', step: clamp(0.8 * Math.abs(slope), STEP_MIN, roof) };
  }
  if (distance > 1.05 * STEP_FIRST && slope > -0.6) return { kind: 'shorten', step: distance / 2 };
  return { kind: 'turn' };
}
