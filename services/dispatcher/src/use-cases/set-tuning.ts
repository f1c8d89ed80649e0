import {
  APPLIED_KNOBS,
  LEADER_NAME,
  parseTuningDocument,
  Refusal,
  TUNING_SWITCH,
  type TuningChange,
  type TuningDocument,
  type TuningSettings,
  type TuningSwitch,
  type TuningSwitchChange,
} from '@ag06/contracts';
import type { SharedStore, Store } from '@ag06/store';

/** The publisher name of settings from the API. */
const OPERATOR = 'operator';
/** Another publisher may come between two tries. */
const TRIES = 5;

/**
 * Publishes settings of one agent by hand. Workers apply them within 2 s.
 *
 * @throws Refusal AGENT_UNKNOWN, TUNING_NOT_APPLIED, TUNING_BUSY
 */
export async function setTuning(
  store: Pick<Store, 'fleet' | 'shared' | 'runs'>,
  agent: string,
  { settings, merge, unset, reason }: TuningChange,
): Promise<TuningDocument> {
  const { shared, fleet, runs } = store;
  refuseUnapplied(settings);
  if (!(await fleet.listAgents()).includes(agent))
    throw new Refusal(
      404,
      'AGENT_UNKNOWN',
      `No worker has ever served an agent ${agent}. GET /v1/agents lists the agents.`,
    );
  return swapUntilItStands(shared, agent, async (present, version) => {
    const before = present === undefined ? undefined : parseTuningDocument(present, version - 1);
    const known = before?.ok === true ? before.value : undefined;
    const leading = (await shared.load('leader', LEADER_NAME))?.version ?? 0;
    return {
      version,
      settings: merge ? mergeSettings(known?.settings, settings, unset) : settings,
      static: known?.static ?? {},
      publishedAt: await runs.now(),
      by: OPERATOR,
      fence: Math.max(leading, known?.fence ?? 0),
      reason: reason === '' ? 'OPERATOR' : reason,
    };
  });
}

/** Refuses a setting that no worker applies, because it would look as if it were in force. */
function refuseUnapplied(settings: TuningSettings): void {
  const applied: readonly string[] = [...APPLIED_KNOBS, 'bySize'];
  const errors = Object.keys(settings)
    .filter((knob) => !applied.includes(knob))
    .map((knob) => ({
      path: `settings.${knob}`,
      expected: `a setting that workers apply: ${applied.join(', ')}`,
      got: `${knob}, which none does yet`,
    }));
  if (errors.length === 0) return;
  const message = `No worker applies ${errors.map(({ path }) => path.slice('settings.'.length)).join(', ')}: nothing was published.`;
  throw new Refusal(422, 'TUNING_NOT_APPLIED', message, { errors });
}

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
  return swapUntilItStands(shared, TUNING_SWITCH, async () => ({
    isStatic,
    at: await runs.now(),
    by: OPERATOR,
    reason,
  }));
}

async function swapUntilItStands<T>(
  shared: SharedStore,
  name: string,
  create: (present: string | undefined, version: number) => Promise<T>,
): Promise<T> {
  for (let tried = 0; tried < TRIES; tried++) {
    const present = await shared.load('tuning', name);
    const version = (present?.version ?? 0) + 1;
    const value = await create(present?.text, version);
    if (await shared.swap('tuning', name, version - 1, JSON.stringify(value))) return value;
  }
  const message = `Somebody else publishes settings of ${name}: look, and try again.`;
  throw new Refusal(503, 'TUNING_BUSY', message, { retryAfterMs: 1_000 });
}
