import { z } from 'zod';
import { Moment } from './moment.ts';
import { SETTING_NAMES, TuningSettings } from './settings.ts';

/** The name of the switch among the tuning documents: no agent has it. */
export const TUNING_SWITCH = '*';
/** The name of the pulse among the tuning documents: no agent has it. */
export const TUNING_PULSE = '*live';
/** How often the leading optimizer writes the pulse while its mode is live or canary. */
export const TUNING_PULSE_EVERY_MS = 10_000;
/** Without a new pulse for so long, workers drop what the optimizer has set. */
export const TUNING_STALE_MS = 60_000;
const CANARIES_MAX = 1_000;
const TEXT_MAX = 64 * 1024;

const by = z.string().min(1).max(128);
const reason = z.string().max(500);

/** The published settings of one agent: kind `tuning` of the shared documents, by the agent's name. */
export const TuningDocument = z.strictObject({
  /** Its version as a shared document. */
  version: z.int().min(1),
  settings: TuningSettings,
  /** Those of `settings` that the optimizer decided: they need a pulse. Absent: none; a person set them all, and they stay. */
  learned: z.array(z.enum(SETTING_NAMES)).max(SETTING_NAMES.length).exactOptional(),
  /**
   * These workers have other settings in force, instead of `settings`, under the same version. They need a pulse too:
   * without one, `settings` are in force here as well.
   */
  canary: z
    .strictObject({
      settings: TuningSettings,
      workers: z.array(z.string().min(1).max(128)).max(CANARIES_MAX),
    })
    .exactOptional(),
  /** The workers' own settings, as far as all workers agree. */
  static: TuningSettings,
  publishedAt: Moment,
  by,
  /** The leading optimizer's version of the leader's document; 0 if none led. */
  fence: z.int().min(0),
  reason,
});
export type TuningDocument = z.infer<typeof TuningDocument>;

/** Makes all workers use their own settings, whatever is published. */
export const TuningSwitch = z.strictObject({ isStatic: z.boolean(), at: Moment, by, reason });
export type TuningSwitch = z.infer<typeof TuningSwitch>;

/** Written by the leading optimizer while it publishes settings. Its version tells that it lives; nobody compares clocks. */
export const TuningPulse = z.strictObject({ leader: by, fence: z.int().min(1), at: Moment });
export type TuningPulse = z.infer<typeof TuningPulse>;

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

/** @param version of the shared document that held the text */
export function parseTuningDocument(text: string, version: number): Parsed<TuningDocument> {
  const parsed = parseText(TuningDocument, text);
  if (!parsed.ok || parsed.value.version === version) return parsed;
  return { ok: false, problem: `version: expected ${version}, got ${parsed.value.version}` };
}

export const parseTuningSwitch = (text: string): Parsed<TuningSwitch> => parseText(TuningSwitch, text);
export const parseTuningPulse = (text: string): Parsed<TuningPulse> => parseText(TuningPulse, text);

function parseText<T extends z.ZodType>(schema: T, text: string): Parsed<z.infer<T>> {
  if (text.length > TEXT_MAX) return { ok: false, problem: `longer than ${TEXT_MAX} characters` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'no JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { ok: false, problem: problems.join('; ').slice(0, 500) };
}
