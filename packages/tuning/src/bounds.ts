import { KNOBS, type Knob, TUNING_BOUNDS, type TuningSettings } from '@ag06/contracts/tuning';

/** The operator's bounds of a knob, within the hard bounds. */
export type Bounds = Readonly<Partial<Record<Knob, { readonly min: number; readonly max: number }>>>;

/** Knobs of which only whole numbers have a meaning. */
export const WHOLE: ReadonlySet<Knob> = new Set<Knob>([
  'concurrency',
  'replicas',
  'maxAttempts',
  'timeoutMs',
  'backoffMs',
  'hedgeAfterMs',
  'breakerOpenMs',
  'ageingMs',
]);

/** Returns the settings with each number moved to the nearest allowed one. */
export function clampSettings(settings: TuningSettings, bounds: Bounds): Omit<TuningSettings, 'bySize'> {
  const clamped: Partial<Record<Knob, number | null>> = {};
  for (const knob of KNOBS) {
    const value = settings[knob];
    if (value === undefined) continue;
    clamped[knob] = value === null ? null : clamp(knob, value, bounds[knob]);
  }
  return clamped as TuningSettings;
}

/** Returns the nearest allowed value: within the hard bounds, and a whole number where nothing else has a meaning. */
export function clamp(knob: Knob, value: number, bound: Bounds[Knob]): number {
  const hard = TUNING_BOUNDS[knob];
  const { min, max } = bound ?? hard;
  const bounded = Math.min(hard.max, max, Math.max(hard.min, min, value));
  if (!WHOLE.has(knob)) return bounded;
  const whole = Math.round(bounded);
  // Bounds between which there is no whole number leave the nearest one.
  if (whole > max && Math.floor(max) >= min) return Math.floor(max);
  return whole < min && Math.ceil(min) <= max ? Math.ceil(min) : whole;
}
