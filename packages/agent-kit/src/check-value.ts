import type { ZodType, z } from 'zod';
import { describeThrown } from './describe-thrown.ts';

/** `problems` names every path, the expectation and the value that came. */
type CheckedValue =
  | { readonly status: 'valid'; readonly value: unknown }
  | { readonly status: 'invalid'; readonly problems: string };

/**
 * Checks a value against a schema; at once if the schema accepts anything. Never throws or rejects: a schema whose own
 * code throws counts as one that the value does not meet.
 *
 * Asynchronous parsing is used throughout, it costs less than a microsecond more: trying the synchronous way first
 * would drop the promise of an asynchronous check, and its rejection would end the process.
 */
export function checkValue(schema: ZodType, value: unknown): CheckedValue | Promise<CheckedValue> {
  return acceptsAnything(schema) ? { status: 'valid', value } : parse(schema, value);
}

function acceptsAnything(schema: ZodType): boolean {
  const { type, checks } = schema.def;
  return (type === 'unknown' || type === 'any') && checks === undefined;
}

async function parse(schema: ZodType, value: unknown): Promise<CheckedValue> {
  try {
    return toChecked(await schema.safeParseAsync(value));
  } catch (thrown) {
    return { status: 'invalid', problems: describeThrown(thrown) };
  }
}

function toChecked(result: z.ZodSafeParseResult<unknown>): CheckedValue {
  if (result.success) return { status: 'valid', value: result.data };
  const problems = result.error.issues.map((issue) => `${toPath(issue.path)}: ${issue.message}`);
  return { status: 'invalid', problems: problems.join('; ') };
}

function toPath(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '(whole value)' : path.map(String).join('.');
}
