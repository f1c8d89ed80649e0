import { KNOBS, type Knob, TUNING_BOUNDS, type TuningSettings } from '@ag06/contracts';

/** The operator's bounds of a knob, within the hard bounds. */
export type Bounds = Readonly<Partial<Record<Knob, { readonly min: number; readonly max: number }>>>;

/** Returns the settings with each number moved to the nearest allowed one. */
export function clampSettings(settings: TuningSettings, bounds: Bounds): Omit<TuningSettings, 'bySize'> {
  const clamped: Partial<Record<Knob, number | null>> = {};
  for (const knob of KNOBS) {
    const value = settings[knob];
    if (value === undefined) continue;
    clamped[knob] = value === null ? null : clamp(clamp(value, bounds[knob]), TUNING_BOUNDS[knob]);
  }
  return clamped as TuningSettings;
}

/** Returns the settings that differ from the workers' own. */
export function withoutStatic(settings: TuningSettings, own: TuningSettings): TuningSettings {
  const differing = KNOBS.filter((knob) => settings[knob] !== undefined && settings[knob] !== own[knob]);
  return Object.fromEntries(differing.map((knob) => [knob, settings[knob]]));
}

function clamp(value: number, bound: { readonly min: number; readonly max: number } | undefined): number {
  return bound === undefined ? value : Math.min(bound.max, Math.max(bound.min, value));
}
