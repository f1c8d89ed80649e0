import { z } from 'zod';
import { AgentBounds, AgentObjective, TUNING_MODES } from './agent-tuning.ts';
import { SETTING_NAMES, TuningSettings } from './settings.ts';

/** The type of the events of the stream `tuning.AGENT` that tell what a person has changed. */
export const TUNING_CHANGED_EVENT = 'tuning.changed';

const names = z.array(z.enum(SETTING_NAMES));

/** What a person has changed of the tuning of an agent, at once. What is absent has stayed. */
export const TuningChanged = z
  .object({
    by: z.string(),
    reason: z.string(),
    settings: TuningSettings.describe('Published by hand.'),
    replaces: z.boolean().describe('Settings that were not named went back to static.'),
    unset: names.describe('Went back to static.'),
    mode: z.enum(TUNING_MODES).nullable(),
    objective: AgentObjective.nullable(),
    bounds: AgentBounds.nullable(),
    lock: names,
    lockSeconds: z.int(),
    unlock: names,
    isFrozen: z.boolean(),
  })
  .partial()
  .required({ by: true, reason: true })
  .meta({ id: 'TuningChanged' });
export type TuningChanged = z.infer<typeof TuningChanged>;

/** Returns undefined for anything that is no such change of this release. */
export function parseTuningChanged(text: string): TuningChanged | undefined {
  try {
    return TuningChanged.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
