import { type Json, LIMITS, Refusal, type Violation } from '@ag06/contracts';
import type { z } from 'zod';

/** Parses a body of JSON; depth is judged before anything walks it. */
export function parseJsonBody(text: unknown): Json {
  if (typeof text !== 'string')
    throw new Refusal(400, 'BODY_MALFORMED', 'The body is empty; send a JSON document.');
  checkDepth(text);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal(400, 'BODY_MALFORMED', `The body is not JSON: ${reason}`, { cause });
  }
}

/** Counts brackets outside of strings: what nests too deep is refused without being parsed. */
function checkDepth(text: string): void {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (isInString) {
      if (char === BACKSLASH) i++;
      else if (char === QUOTE) isInString = false;
    } else if (char === QUOTE) isInString = true;
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) depth++;
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth--;
    if (depth > LIMITS.depth) {
      throw new Refusal(400, 'BODY_TOO_DEEP', `The body nests deeper than ${LIMITS.depth} levels.`);
    }
  }
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93];

/** Checks a parsed value against its schema; every difference is reported. */
export function check<T extends z.ZodType>(schema: T, value: unknown, code: string): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => toViolations(issue, value));
  const named = errors.map((error) => (error.path === '' ? 'the whole value' : error.path)).join(', ');
  throw new Refusal(422, code, `Not as expected: ${named}.`, { errors });
}

function toViolations(issue: z.core.$ZodIssue, value: unknown): Violation[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      expected: 'no such field',
      got: key,
    }));
  }
  return [{ path, expected: issue.message, got: describe(valueAt(value, issue.path)) }];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
