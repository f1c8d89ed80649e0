import { KNOBS, type TuningSettings } from '@ag06/contracts/tuning';
import { type Bounds, clamp } from './bounds.ts';
import type { LearningModel } from './learning-model.ts';
import { changedKnobs } from './settings-changes.ts';

/** What the operator has set now. */
export interface Operator {
  readonly own: TuningSettings;
  /** The same, within the bounds. */
  readonly settings: TuningSettings;
  readonly bounds: Bounds;
}

/**
 * Returns what a model knows, under the operator's settings and bounds of now: a setting whose static value has changed, or which
 * the bounds exclude, returns to the static one, and the search of concurrency begins anew then. The same model if nothing
 * has to change.
 *
 * @param before the static settings of the model
 */
export function adaptModel(
  learning: LearningModel,
  before: TuningSettings,
  { own, settings, bounds }: Operator,
): LearningModel {
  const changed = new Set(changedKnobs(before, own));
  for (const knob of KNOBS) {
    const value = learning.settings[knob];
    const { min, max } = bounds[knob] ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
    if (value != null && value !== settings[knob] && (value < min || value > max)) changed.add(knob);
  }
  if (changed.size === 0 && !hasSizesOutside(learning, settings, bounds)) return learning;
  const kept = Object.entries(learning.settings).filter(([knob]) => !changed.has(knob) && knob !== 'bySize');
  const renewed = Object.entries(settings).filter(([knob]) => changed.has(knob));
  return {
    ...learning,
    settings: Object.fromEntries([...kept, ...renewed]),
    knobs: { ...learning.knobs, ...(changed.has('concurrency') && { concurrency: null }) },
  };
}

/** Whether the bounds exclude a setting by size. Off, and the static time-out, are always allowed. */
function hasSizesOutside(
  { settings: { bySize = {} } }: LearningModel,
  own: TuningSettings,
  bounds: Bounds,
): boolean {
  const isOutside = (knob: 'hedgeAfterMs' | 'timeoutMs', value: number | null): boolean =>
    value !== null && clamp(knob, value, bounds[knob]) !== value;
  return Object.values(bySize).some(
    ({ hedgeAfterMs, timeoutMs }) =>
      isOutside('hedgeAfterMs', hedgeAfterMs) ||
      (timeoutMs !== own.timeoutMs && isOutside('timeoutMs', timeoutMs)),
  );
}
