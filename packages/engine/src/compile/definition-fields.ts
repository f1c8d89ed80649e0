import { type Json, LIMITS, type Violation } from '@ag06/contracts';
import { describeValue } from '../describe-value.ts';
import { formatPath, type PathSegment } from '../field-path.ts';
import { isJsonObject, type JsonObject } from '../json-value.ts';
import { suggestName } from '../suggest-name.ts';

/** Collects the mistakes in a definition with their paths: lists the first ones and counts all. */
export class ViolationList {
  readonly errors: Violation[] = [];
  /** Uses of announced features that are not built. */
  readonly notYet: Violation[] = [];
  #errorCount = 0;
  #notYetCount = 0;

  /** The number of errors, including those not listed. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** The number of such uses, including those not listed. */
  get notYetCount(): number {
    return this.#notYetCount;
  }

  /** Whether further errors are only counted, so that their texts are not needed. */
  get isFull(): boolean {
    return this.errors.length >= LIMITS.errors;
  }

  add(path: readonly PathSegment[], expected: string, got: Json | undefined): void {
    this.addText(path, expected, () => describeValue(got));
  }

  addText(path: readonly PathSegment[], expected: string, got: string | (() => string)): void {
    this.#errorCount += 1;
    if (this.isFull) return;
    this.errors.push({ path: formatPath(path), expected, got: typeof got === 'string' ? got : got() });
  }

  /** Adds violations from elsewhere, and the number of all that were found there. */
  addAll(violations: readonly Violation[], count: number = violations.length): void {
    this.#errorCount += count;
    this.errors.push(...violations.slice(0, Math.max(0, LIMITS.errors - this.errors.length)));
  }

  addNotYet(path: readonly PathSegment[], expected: string, got: Json | undefined): void {
    this.#notYetCount += 1;
    if (this.notYet.length >= LIMITS.errors) return;
    this.notYet.push({ path: formatPath(path), expected, got: describeValue(got) });
  }
}

/** Returns the value as an object, or undefined with a violation. */
export function needObject(
  value: Json | undefined,
  path: readonly PathSegment[],
  violations: ViolationList,
): JsonObject | undefined {
  if (isJsonObject(value)) return value;
  violations.add(path, 'an object', value);
  return undefined;
}

/** Reports every unknown field. */
export function refuseUnknownFields(
  object: JsonObject,
  known: readonly string[],
  path: readonly PathSegment[],
  violations: ViolationList,
): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue;
    const expected = violations.isFull ? '' : `one of ${known.join(', ')}${suggestName(key, known)}`;
    violations.addText([...path, key], expected, 'an unknown field');
  }
}

/** Returns one of the allowed words. Returns undefined if absent, or, with a violation, if wrong. */
export function readChoice<Choice extends string>(
  value: Json | undefined,
  choices: readonly Choice[],
  path: readonly PathSegment[],
  violations: ViolationList,
): Choice | undefined {
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const suggestion = typeof value === 'string' && !violations.isFull ? suggestName(value, choices) : '';
  violations.add(path, `one of ${choices.join(', ')}${suggestion}`, value);
  return undefined;
}
