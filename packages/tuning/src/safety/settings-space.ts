import { KNOBS, type Knob as KnobName } from '@ag06/contracts/tuning';
import { type Bounds, clamp, WHOLE } from '../bounds.ts';
import type { SizeSettings, TunerSettings } from '../tuner-settings.ts';

/** How far a setting may move at once: by this factor up and down; absent: as far as its bounds. */
const STEPS: Partial<Record<KnobName, { readonly up?: number; readonly down?: number }>> = {
  concurrency: { up: 1.6 },
  timeoutMs: { up: 1.5, down: 1.5 },
  ratePerSec: { up: 1.2 },
};

interface SettingsSpaceOptions {
  readonly bounds: Bounds;
  readonly static: TunerSettings;
}

/**
 * The settings that a tuner may ask for: whole numbers where nothing else has a meaning, within the operator's bounds and
 * the hard ones, and not too far from the ones in force. Back to the static value, any step is allowed.
 */
export class SettingsSpace {
  readonly #bounds: Bounds;
  readonly #static: TunerSettings;

  constructor({ bounds, static: own }: SettingsSpaceOptions) {
    this.#bounds = bounds;
    this.#static = own;
  }

  /** Returns the allowed settings that are nearest to the wanted ones. What is not wanted stays as it is. */
  move(from: TunerSettings, wanted: TunerSettings): TunerSettings {
    const moved: TunerSettings = { ...from };
    for (const knob of KNOBS) {
      const value = wanted[knob];
      if (value === undefined || (value !== null && !Number.isFinite(value))) continue;
      Object.assign(moved, { [knob]: this.#allow(knob, from[knob], value) });
    }
    if (wanted.bySize === undefined) return moved;
    return { ...moved, bySize: this.#allowSizes(wanted.bySize) };
  }

  /** Puts settings of a person in force: within the bounds, with no largest step. */
  set(from: TunerSettings, wanted: TunerSettings): TunerSettings {
    const set: TunerSettings = { ...from };
    for (const knob of KNOBS) {
      const value = wanted[knob];
      if (value === undefined || (value !== null && !Number.isFinite(value))) continue;
      Object.assign(set, { [knob]: this.#isFree(knob, value) ? value : this.#clamp(knob, Number(value)) });
    }
    if (wanted.bySize === undefined) return set;
    return { ...set, bySize: this.#allowSizes(wanted.bySize) };
  }

  /** Off, or the operator's own value. */
  #isFree(knob: KnobName, value: number | null): boolean {
    return value === null || value === this.#static[knob];
  }

  #allow(knob: KnobName, from: number | null | undefined, value: number | null): number | null {
    if (value === null || value === this.#static[knob]) return value;
    const bounded = this.#clamp(knob, value);
    const step = STEPS[knob];
    if (from == null || step === undefined) return bounded;
    const [low, high] = [
      from / (step.down ?? Number.POSITIVE_INFINITY),
      from * (step.up ?? Number.POSITIVE_INFINITY),
    ];
    // The next whole number is always near enough.
    const near = WHOLE.has(knob)
      ? Math.min(Math.max(from + 1, Math.round(high)), Math.max(Math.min(from - 1, Math.round(low)), bounded))
      : Math.min(high, Math.max(low, bounded));
    return this.#clamp(knob, near);
  }

  #allowSizes(bySize: Readonly<Record<string, SizeSettings>>): Readonly<Record<string, SizeSettings>> {
    const entries = Object.entries(bySize).map(([size, { hedgeAfterMs, timeoutMs }]) => [
      size,
      {
        hedgeAfterMs: hedgeAfterMs === null ? null : this.#clamp('hedgeAfterMs', hedgeAfterMs),
        timeoutMs: timeoutMs === this.#static.timeoutMs ? timeoutMs : this.#clamp('timeoutMs', timeoutMs),
      },
    ]);
    return Object.fromEntries(entries);
  }

  #clamp(knob: KnobName, value: number): number {
    return clamp(knob, value, this.#bounds[knob]);
  }
}
