import type { TuningChange, TuningSwitchChange } from '@ag06/contracts';
import {
  LEADER_NAME,
  parseTuningDocument,
  type SettingName,
  TUNING_SWITCH,
  type TuningDocument,
  type TuningSettings,
  type TuningSwitch,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { requireAgent } from './require-agent.ts';
import { keepTuningPolicy, tellTuningPolicy } from './tuning/set-tuning-policy.ts';
import { OPERATOR, swapUntilItStands } from './tuning/swap-until-it-stands.ts';
import { tellChange } from './tuning/tuning-stream.ts';

/**
 * Publishes settings of one agent by hand. The fleet applies them within 2 s. All of it is in force before any of it is told.
 *
 * @throws Refusal AGENT_UNKNOWN, TUNING_BUSY
 */
export async function setTuning(
  store: Pick<Store, 'fleet' | 'shared' | 'runs' | 'events'>,
  agent: string,
  change: TuningChange,
): Promise<TuningDocument> {
  const { shared, fleet, runs } = store;
  const { settings = {}, unset, reason } = change;
  const merge = change.merge || change.settings === undefined;
  await requireAgent(fleet, agent);
  const { mode, objective, bounds } = change;
  const named = Object.entries({ mode, objective, bounds }).filter(([, value]) => value !== undefined);
  const policy = { lock: [], unlock: [], reason, ...Object.fromEntries(named) };
  if (named.length > 0) await keepTuningPolicy(store, agent, policy);
  const document = await swapUntilItStands(shared, 'tuning', agent, async (present, version) => {
    const before = present === undefined ? undefined : parseTuningDocument(present, version - 1);
    const known = before?.ok === true ? before.value : undefined;
    const leading = (await shared.load('leader', LEADER_NAME))?.version;
    // Named settings are a person's from now on: the optimizer leaves them as they are.
    const learned = merge ? (known?.learned ?? []).filter((name) => isKept(name, settings, unset)) : [];
    return {
      version,
      settings: merge ? mergeSettings(known?.settings, settings, unset) : settings,
      ...(learned.length > 0 && { learned }),
      static: known?.static ?? {},
      publishedAt: await runs.now(),
      by: OPERATOR,
      // Workers refuse one above the leader's, which nobody has had.
      fence: leading ?? known?.fence ?? 0,
      reason: reason === '' ? 'OPERATOR' : reason,
    };
  });
  if (named.length > 0) await tellTuningPolicy(store, agent, policy);
  if (change.settings !== undefined || unset.length > 0)
    await tellChange(store, agent, {
      by: OPERATOR,
      reason,
      settings,
      ...(!merge && { replaces: true }),
      ...(merge && unset.length > 0 && { unset }),
    });
  return document;
}

const isKept = (name: SettingName, settings: TuningSettings, unset: readonly string[]): boolean =>
  settings[name] === undefined && !unset.includes(name);

function mergeSettings(
  before: TuningSettings | undefined,
  settings: TuningSettings,
  unset: TuningChange['unset'],
): TuningSettings {
  const kept = Object.entries({ ...before, ...settings }).filter(
    ([knob]) => !unset.some((one) => one === knob),
  );
  return Object.fromEntries(kept) as TuningSettings;
}

/** Makes the workers of every agent use their own defaults, or ends that. @throws Refusal TUNING_BUSY */
export function switchTuning(
  { shared, runs }: Pick<Store, 'shared' | 'runs'>,
  { isStatic, reason }: TuningSwitchChange,
): Promise<TuningSwitch> {
  return swapUntilItStands(shared, 'tuning', TUNING_SWITCH, async () => ({
    isStatic,
    at: await runs.now(),
    by: OPERATOR,
    reason,
  }));
}
