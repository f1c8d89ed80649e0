import { KNOBS, type SettingName, type TuningDocument, TuningSettings } from '@ag06/contracts/tuning';
import type { TunerSettings } from '@ag06/tuning';
import type { PlannedAgent } from './plan-agent.ts';

/** What a document says to workers, beside who wrote it and why. */
export interface PublishedSettings {
  readonly settings: TuningSettings;
  /** Those of them that the optimizer decided. */
  readonly learned: readonly SettingName[];
}

/** Returns what is to be published: what the tuner wants, but for the settings that it must leave alone. */
export function toPublished(
  wanted: TunerSettings,
  { own, locks, lent }: PlannedAgent,
  document: TuningDocument | undefined,
): PublishedSettings {
  const kept = document?.settings ?? {};
  const settings: Record<string, unknown> = {};
  const learned: SettingName[] = [];
  for (const knob of KNOBS) {
    if (locks.includes(knob)) {
      if (kept[knob] === undefined) continue;
      settings[knob] = kept[knob];
      if (lent.includes(knob)) learned.push(knob);
    } else if (isAllowed(knob, wanted[knob]) && wanted[knob] !== own[knob]) {
      settings[knob] = wanted[knob];
      learned.push(knob);
    }
  }
  if (locks.includes('bySize')) {
    if (kept.bySize !== undefined) settings.bySize = kept.bySize;
    if (kept.bySize !== undefined && lent.includes('bySize')) learned.push('bySize');
  } else if (isAllowed('bySize', wanted.bySize) && Object.keys(wanted.bySize ?? {}).length > 0) {
    settings.bySize = wanted.bySize;
    learned.push('bySize');
  }
  return { settings, learned };
}

/** Whether workers would read it. Of a document with one wrong setting they apply none. */
const isAllowed = (name: SettingName, value: unknown): boolean =>
  value !== undefined && TuningSettings.shape[name].safeParse(value).success;

/** Returns what stays of a document when the optimizer does not act: what people have set. */
export function withoutLearned(document: TuningDocument): PublishedSettings {
  const { settings, learned = [] } = document;
  const kept = Object.entries(settings).filter(([name]) => !learned.some((one) => one === name));
  return { settings: Object.fromEntries(kept), learned: [] };
}
