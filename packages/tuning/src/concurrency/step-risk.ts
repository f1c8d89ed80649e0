import { clamp } from './clamp.ts';
import type { LevelEstimate } from './cohort.ts';
import type { Cohorts } from './cohorts.ts';

const COUNT_MIN = 12;
/** How much less the value may rise beyond the incumbent than before it. */
const CURVATURE = 0.5;
const RISK_MIN = 0.05;

/**
 * The most that a step from the incumbent may lose, per unit of its logarithm: 1 if nothing is known. A level on the
 * other side that is clearly worse shows that value rises in this direction, which it does not stop doing at once.
 *
 * @param direction 1 is up
 */
export function stepRisk(
  cohorts: Cohorts,
  incumbent: number,
  reference: LevelEstimate,
  direction: 1 | -1,
): number {
  let risk = 1;
  for (const level of cohorts.levels()) {
    const dx = Math.log(incumbent / level);
    const other = Math.sign(dx) === direction ? cohorts.estimate(level) : undefined;
    if (other === undefined || other.count < COUNT_MIN) continue;
    const slope = (reference.logValue - other.logValue) / Math.abs(dx);
    const error = Math.hypot(reference.error, other.error) / Math.abs(dx);
    risk = Math.min(risk, clamp(1.5 * error + CURVATURE - slope, RISK_MIN, 1));
  }
  return risk;
}
