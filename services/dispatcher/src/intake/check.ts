import { LIMITS, Refusal, type Violation } from '@ag06/contracts';
import type { z } from 'zod';
import { describeIssue } from './describe-issue.ts';

/** Checks a parsed value against its schema. Reports every difference. */
export function check<T extends z.ZodType>(schema: T, value: unknown, code: string): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const errorCount = issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1),
    0,
  );
  const errors = issues
    .slice(0, LIMITS.errors)
    .flatMap((issue) => toViolations(issue, value))
    .slice(0, LIMITS.errors);
  throw new Refusal(422, code, `Not as expected: ${namePlaces(errors, errorCount)}.`, { errors, errorCount });
}

/** A message names this many places and counts the rest. */
const NAMED = 10;

function namePlaces(errors: readonly Violation[], count: number): string {
  const named = errors.slice(0, NAMED).map(({ path }) => (path === '' ? 'the whole value' : shorten(path)));
  return `${named.join(', ')}${count > NAMED ? ` and ${count - NAMED} more` : ''}`;
}

function toViolations(issue: z.core.$ZodIssue, value: unknown): Violation[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, LIMITS.errors).map((key) => ({
      path: shorten(path === '' ? key : `${path}.${key}`),
      expected: 'no such field',
      got: shorten(key),
    }));
  }
  return [{ path, expected: describeIssue(issue), got: describe(valueAt(value, issue.path)) }];
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
  // Large values are named instead of written out and cut.
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return describeObject(value);
  return shorten(JSON.stringify(typeof value === 'string' ? value.slice(0, 200) : value) ?? typeof value);
}

function describeObject(value: object): string {
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : shorten(`an object with ${keys.slice(0, 3).join(', ')}`);
}

const SHOWN_CHARACTERS = 100;
const shorten = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
