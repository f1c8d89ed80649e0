import type { z } from 'zod';
import type { EnvironmentVariables } from './settings.ts';

/** A setting of a service as it is in force. */
interface SettingInForce {
  readonly name: string;
  /** As it would be written in the environment; undefined: it is not set, and has no default. */
  readonly value: string | undefined;
  readonly isDefault: boolean;
}

/** Returns the settings of a service, with their defaults where the environment says nothing. An empty variable counts as unset. */
export function describeSettings(
  shape: Readonly<Record<string, z.ZodType>>,
  env: EnvironmentVariables,
): readonly SettingInForce[] {
  return Object.entries(shape).map(([name, schema]) => {
    const given = env[name] || undefined;
    return { name, value: given ?? toText(schema), isDefault: given === undefined };
  });
}

/** The default of a setting, as it would be written. */
function toText(schema: z.ZodType): string | undefined {
  const { data } = schema.safeParse(undefined);
  if (data === undefined || data === '') return undefined;
  if (Array.isArray(data)) return data.length === 0 ? undefined : data.join(',');
  if (typeof data === 'number' && isDuration(schema)) return toDuration(data);
  // A default that is no text stands for a setting that nobody has made.
  return typeof data === 'object' ? undefined : String(data);
}

/** Numbers that may also be written as `1d`. */
const isDuration = (schema: z.ZodType): boolean => schema.safeParse('1d').success;

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

function toDuration(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, one]) => ms % one === 0) ?? ['ms', 1];
  return `${ms / unitMs}${unit}`;
}
