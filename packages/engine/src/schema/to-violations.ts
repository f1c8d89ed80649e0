import { type Json, LIMITS, type Violation } from '@ag06/contracts';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { describeValue, shorten } from '../describe-value.ts';
import { formatPath, type PathSegment } from '../field-path.ts';
import { isJsonObject, readOwn } from '../json-value.ts';

/** Converts the validator's findings about `value`, whose path is `root`: the first ones, without repetitions. */
export function toViolations(
  errors: readonly ErrorObject[],
  value: Json,
  root: readonly PathSegment[],
): readonly Violation[] {
  const found = new Map<string, Violation>();
  for (const error of errors) {
    if (found.size >= LIMITS.errors) break;
    const violation = toViolation(error, value, root);
    found.set(`${violation.path} ${violation.expected}`, violation);
  }
  return [...found.values()];
}

function toViolation(error: ErrorObject, value: Json, root: readonly PathSegment[]): Violation {
  const keys = [...toKeys(error.instancePath), ...toFieldOf(error)];
  const { segments, found } = resolve(value, keys);
  return {
    path: formatPath([...root, ...segments]),
    expected: describeExpected(error),
    got: describeValue(found),
  };
}

/** Splits a JSON Pointer such as `/files/0/a~1b` into its keys. */
function toKeys(pointer: string): string[] {
  const keys = pointer.split('/').slice(1);
  return keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The field that a finding about an object is about. */
function toFieldOf({ params }: ErrorObject): string[] {
  const { missingProperty, additionalProperty, unevaluatedProperty }: Record<string, unknown> = params;
  const field = missingProperty ?? additionalProperty ?? unevaluatedProperty;
  return typeof field === 'string' ? [field] : [];
}

/** Follows keys from a value. In a list they are numbers. */
function resolve(value: Json, keys: readonly string[]): { segments: PathSegment[]; found: Json | undefined } {
  const segments: PathSegment[] = [];
  let found: Json | undefined = value;
  for (const key of keys) {
    if (Array.isArray(found)) {
      segments.push(Number(key));
      found = found[Number(key)];
    } else {
      segments.push(key);
      found = isJsonObject(found) ? readOwn(found, key) : undefined;
    }
  }
  return { segments, found };
}

function describeExpected({ keyword, params, message }: ErrorObject): string {
  const { type, allowedValues, allowedValue }: Record<string, unknown> = params;
  switch (keyword) {
    case 'required':
      return 'a value';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'no such field';
    case 'type':
      return `type ${Array.isArray(type) ? type.join(' or ') : String(type)}`;
    case 'enum':
      return `one of ${shorten(JSON.stringify(allowedValues), 200)}`;
    case 'const':
      return shorten(JSON.stringify(allowedValue), 200);
    case 'uniqueItems':
      return 'items that differ from one another';
    case 'false schema':
      return 'no value';
    default:
      return shorten((message ?? keyword).replace(/^must /, 'to '), 200);
  }
}
