import type { Knob } from '@ag06/contracts/tuning';
import type { Decision } from './decisions/decision.ts';
import type { TunerSettings } from './tuner-settings.ts';

/** Returns the names of the settings that differ; `bySize` is one of them. */
export function changedKnobs(before: object, after: object): readonly string[] {
  const [old, young] = [toValues(before), toValues(after)];
  const names = new Set([...old.keys(), ...young.keys()]);
  return [...names].filter((name) => JSON.stringify(old.get(name)) !== JSON.stringify(young.get(name)));
}

/** As JSON. A setting that is absent stays absent. */
export function pickSettings(settings: TunerSettings, knobs?: readonly string[]): Decision['from'] {
  const picked = Object.entries(settings).filter(([knob]) => knobs?.includes(knob) ?? true);
  return JSON.parse(JSON.stringify(Object.fromEntries(picked)));
}

/** A model from JSON has no fields that are undefined, which its type does not say. */
export function toSettings(settings: object | undefined): TunerSettings | undefined {
  return settings === undefined ? undefined : JSON.parse(JSON.stringify(settings));
}

/** Returns the wanted settings; sizes that are held keep what they have of their own, be it nothing. */
export function keepSizes(
  before: TunerSettings,
  { bySize, ...others }: TunerSettings,
  held: ReadonlySet<string>,
): TunerSettings {
  if (bySize === undefined) return others;
  const free = Object.entries(bySize).filter(([size]) => !held.has(size));
  const kept = Object.entries(before.bySize ?? {}).filter(([size]) => held.has(size));
  return { ...others, bySize: Object.fromEntries([...kept, ...free]) };
}

/** Returns the wanted settings without those that are locked; of sizes, hedges and time-outs each keep what they were. */
export function keepLocked(
  before: TunerSettings,
  wanted: TunerSettings,
  locked: ReadonlySet<Knob>,
): TunerSettings {
  if (locked.size === 0) return wanted;
  const { bySize, ...others } = wanted;
  const free = Object.entries(others).filter(([knob]) => ![...locked].some((name) => name === knob));
  const kept = toSettings(Object.fromEntries(free)) ?? {};
  if (bySize === undefined || (locked.has('hedgeAfterMs') && locked.has('timeoutMs'))) return kept;
  const sizes = Object.entries(bySize).map(([size, each]) => {
    const old = before.bySize?.[size];
    return [
      size,
      {
        hedgeAfterMs: locked.has('hedgeAfterMs') ? (old?.hedgeAfterMs ?? null) : each.hedgeAfterMs,
        timeoutMs: locked.has('timeoutMs')
          ? (old?.timeoutMs ?? before.timeoutMs ?? each.timeoutMs)
          : each.timeoutMs,
      },
    ];
  });
  return { ...kept, bySize: Object.fromEntries(sizes) };
}

const toValues = (settings: object): ReadonlyMap<string, unknown> => new Map(Object.entries(settings));
