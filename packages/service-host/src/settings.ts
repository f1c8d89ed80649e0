import { toDurationMs } from '@ag06/engine';
import { z } from 'zod';

export type SettingsResult<T> =
  | { readonly ok: true; readonly config: T }
  | { readonly ok: false; readonly problems: readonly string[] };

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Settings go into timers, alone or with some seconds more: beyond 32 bits (24.8 days) a timer fires at once. */
const LONGEST_MS = 2_000_000_000;

/** A number of milliseconds that a timer can wait for, at least `leastMs`. */
export const millisecondsSetting = (leastMs: number) => {
  const expected = `expected a whole number of milliseconds from ${leastMs} to ${LONGEST_MS} (23 days)`;
  return z.coerce.number<string>(expected).int(expected).min(leastMs, expected).max(LONGEST_MS, expected);
};

/** A duration such as `30s` or `7d`, or a number of milliseconds. */
export const durationSetting = z.string().transform((text, context) => {
  const ms = toDurationMs(/^\d+$/.test(text) ? Number(text) : text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'expected a duration such as 30s or 7d' });
  return z.NEVER;
});

const UNITS = ['', 'k', 'm', 'g', 't'];

/** A number of bytes, alone or with a unit: `2GiB`, `512mb`. Units are powers of 1024, as in redis.conf. */
export const bytesSetting = z.string().transform((text, context) => {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*(?:([kmgt]?)i?b)?$/i.exec(text.trim()) ?? [];
  const bytes = Math.round(Number(number) * 1024 ** UNITS.indexOf(unit.toLowerCase()));
  if (number !== '' && Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  context.addIssue({ code: 'custom', message: 'expected a number of bytes, such as 2GiB or 512MiB' });
  return z.NEVER;
});

/** The parts of a list with commas. Empty parts, and spaces around parts, do not count. */
export const toNames = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Checks the environment against a schema. An empty variable counts as unset; all mistakes are reported together. */
export function readSettings<S extends z.ZodType>(
  schema: S,
  env: EnvironmentVariables,
): SettingsResult<z.output<S>> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, config: parsed.data };
  const problems = parsed.error.issues.map(({ path, ...issue }) => {
    const name = path.join('.');
    return `${name}: ${tellIssue(issue, given[name])}`;
  });
  return { ok: false, problems };
}

/** The variables are texts: what the schema says of a text that is no number is about the number that it is not. */
function tellIssue({ code, message }: { code: string; message: string }, text: string | undefined): string {
  const isNumber = code === 'invalid_type' && /expected (number|int)/.test(message);
  return isNumber ? `expected a number, got ${JSON.stringify(text?.slice(0, 100))}` : message;
}
