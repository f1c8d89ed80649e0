import { KNOBS, type Knob, TUNING_BOUNDS, type TuningSettings } from '@ag06/contracts';

/** The operator's bounds of a knob, within the hard bounds. */
export type Bounds = Readonly<Partial<Record<Knob, { readonly min: number; readonly max: number }>>>;

/** The settings, each number moved to the nearest that is allowed. */
export function clampSettings(settings: TuningSettings, bounds: Bounds): TuningSettings {
  const clamped: Partial<Record<Knob, number | null>> = {};
  for (const knob of KNOBS) {
    const value = settings[knob];
    if (value === undefined) continue;
    clamped[knob] = value === null ? null : clamp(clamp(value, bounds[knob]), TUNING_BOUNDS[knob]);
  }
  return clamped as TuningSettings;
}

/** The knobs that differ from the workers' own settings. */
export function withoutStatic(settings: TuningSettings, own: TuningSettings): TuningSettings {
  const differing = KNOBS.filter((knob) => settings[knob] !== undefined && settings[knob] !== own[knob]);
  return Object.fromEntries(differing.map((knob) => [knob, settings[knob]]));
}

function clamp(value: number, bound: { readonly min: number; readonly max: number } | undefined): number {
  return bound === undefined ? value : Math.min(bound.max, Math.max(bound.min, value));
}
