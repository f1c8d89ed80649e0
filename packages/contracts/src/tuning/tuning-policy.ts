import { z } from 'zod';
import { AgentBounds, AgentObjective, TUNING_MODES } from './agent-tuning.ts';
import { Moment } from './moment.ts';
import { SETTING_NAMES } from './settings.ts';

const by = z.string().min(1).max(128);
const reason = z.string().max(500);

/** The optimizer leaves this setting as it is. */
export const SettingLock = z.strictObject({
  at: Moment,
  by,
  reason,
  /** Milliseconds since 1970; absent: until somebody unlocks it. */
  until: Moment.exactOptional(),
});
export type SettingLock = z.infer<typeof SettingLock>;

/**
 * What people, and the guard of the optimizer, have decided about the tuning of one agent: kind `tuning-policy` of the
 * shared documents, by the agent's name. It goes over what the agent's code declares.
 */
export const TuningPolicy = z.strictObject({
  mode: z.enum(TUNING_MODES).exactOptional(),
  objective: AgentObjective.exactOptional(),
  bounds: AgentBounds.exactOptional(),
  locks: z.partialRecord(z.enum(SETTING_NAMES), SettingLock),
  /** Present: nothing is changed until somebody ends it. */
  frozen: z.strictObject({ at: Moment, by, reason }).exactOptional(),
  /** A model was imported then: kind `model` of the shared documents, by `toImportName`. */
  importedAt: Moment.exactOptional(),
});
export type TuningPolicy = z.infer<typeof TuningPolicy>;

/** The name of what people have decided about the whole fleet: only `frozen` of it counts. No agent has it. */
export const FLEET_POLICY = '*';

/** The name of an imported model among the kept ones. No agent has a colon in its name. */
export const toImportName = (agent: string): string => `import:${agent}`;
/** The name of what the leader keeps of an agent among the models. */
export const toModelName = (agent: string): string => `agent:${agent}`;

export const NO_POLICY: TuningPolicy = { locks: {} };

/** Returns undefined for anything that is no policy of this version. */
export function parseTuningPolicy(text: string): TuningPolicy | undefined {
  try {
    return TuningPolicy.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
