import { type ZodType, z } from 'zod';
import { describeThrown } from './describe-thrown.ts';

/** `problems` names every path, expectation and what came. */
export type CheckedValue =
  | { readonly status: 'valid'; readonly value: unknown }
  | { readonly status: 'invalid'; readonly problems: string };

/**
 * Checks a value against a schema; at once unless the schema has asynchronous checks. Never throws or rejects: a
 * schema whose own code throws counts as one that the value does not meet.
 */
export function checkValue(schema: ZodType, value: unknown): CheckedValue | Promise<CheckedValue> {
  if (acceptsAnything(schema)) return { status: 'valid', value };
  try {
    return toChecked(schema.safeParse(value));
  } catch (thrown) {
    if (thrown instanceof z.core.$ZodAsyncError) return checkLater(schema, value);
    return { status: 'invalid', problems: describeThrown(thrown) };
  }
}

function acceptsAnything(schema: ZodType): boolean {
  const type = schema.def.type;
  return (type === 'unknown' || type === 'any') && schema.def.checks === undefined;
}

async function checkLater(schema: ZodType, value: unknown): Promise<CheckedValue> {
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
