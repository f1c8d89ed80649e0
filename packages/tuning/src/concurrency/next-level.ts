import { clamp } from './clamp.ts';

interface LevelBounds {
  readonly min: number;
  readonly max: number;
  /** Memory allows so many, but for the default level, which a person has chosen. */
  readonly roof: number;
  readonly defaultLevel: number;
}

/**
 * Returns the level that lies a step from another one, which is the next whole number at least; the same one if the
 * bounds allow no other.
 *
 * @param step the logarithm of the factor; below 0 is down
 */
export function nextLevel(
  level: number,
  step: number,
  { min, max, roof, defaultLevel }: LevelBounds,
): number {
  const rounded = Math.round(level * Math.exp(step));
  const wanted = rounded === level ? level + Math.sign(step) : rounded;
  const top = Math.floor(Math.min(max, Math.max(defaultLevel, roof)));
  return clamp(wanted, min, step > 0 ? Math.max(top, level) : max);
}
