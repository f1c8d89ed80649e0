import type { AgentBounds } from './agent-tuning.ts';
import {
  type Knob,
  SETTING_NAMES,
  type SettingName,
  TUNING_BOUNDS,
  type TuningSettings,
} from './settings.ts';
import type { TuningDocument } from './tuning-document.ts';

type Settings = Pick<TuningDocument, 'settings' | 'learned' | 'canary' | 'static'>;

/**
 * Returns the settings that no person has set, and that lie outside of an agent's bounds: whoever wrote them is broken. Off, and
 * what the workers do by themselves, are always allowed.
 */
export function findOutOfBounds(document: Settings, bounds: AgentBounds): readonly SettingName[] {
  const { settings, learned = [], canary, static: own } = document;
  return SETTING_NAMES.filter((name) => {
    const isOutside = (of: TuningSettings) => !isWithin(name, of, own, bounds);
    // Of a canary, what a person has set is as in the settings of the others.
    const isTried = canary !== undefined && !isSame(canary.settings[name], settings[name]);
    return (learned.includes(name) && isOutside(settings)) || (isTried && isOutside(canary.settings));
  });
}

/** Returns the document without these settings: there workers do what they do by themselves. */
export function withoutSettings(document: TuningDocument, names: readonly SettingName[]): TuningDocument {
  const left = (settings: TuningSettings): TuningSettings =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => !names.some((one) => one === name)));
  const { settings, learned, canary } = document;
  return {
    ...document,
    settings: left(settings),
    ...(learned !== undefined && { learned: learned.filter((name) => !names.includes(name)) }),
    ...(canary !== undefined && { canary: { ...canary, settings: left(canary.settings) } }),
  };
}

function isWithin(
  name: SettingName,
  settings: TuningSettings,
  own: TuningSettings,
  bounds: AgentBounds,
): boolean {
  const allows = (knob: Knob, value: number | null | undefined): boolean => {
    if (value == null || value === own[knob]) return true;
    const { min, max } = bounds[knob] ?? TUNING_BOUNDS[knob];
    // Between bounds without a whole number, the nearest one is allowed.
    return REAL.includes(knob)
      ? value >= min && value <= max
      : value >= Math.floor(min) && value <= Math.ceil(max);
  };
  if (name !== 'bySize') return allows(name, settings[name]);
  return Object.values(settings.bySize ?? {}).every(
    ({ hedgeAfterMs, timeoutMs }) => allows('hedgeAfterMs', hedgeAfterMs) && allows('timeoutMs', timeoutMs),
  );
}

const REAL: readonly Knob[] = ['breakerThreshold', 'ratePerSec'];

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
