import { type Json, LIMITS } from '@ag06/contracts';
import { Ajv2020, str, type ValidateFunction } from 'ajv/dist/2020.js';
import { canonicalJson } from '../canonical-json.ts';
import { ViolationList } from '../compile/definition-fields.ts';
import { isJsonObject, type JsonObject } from '../json-value.ts';
import { CheckBudget, CheckTooCostly } from './check-budget.ts';
import type { InputJudge, InputJudgement } from './input-judgement.ts';
import { compilePattern } from './linear-pattern.ts';
import { isMultipleOf } from './multiple-of.ts';
import { COUNTED_KEYWORD, prepareSchema } from './prepare-schema.ts';
import { toViolations } from './to-violations.ts';

/*
 * Ajv runs with `strict` off: prepareSchema reports all unknown keywords at once with their paths, and allows annotations
 * (x-…); Ajv's other strict rules forbid schemas that the specification allows. `format` is an annotation, as in the
 * draft. Nothing is coerced, defaulted or removed; only own properties of an input count.
 */
const OPTIONS = {
  allErrors: true,
  strict: false,
  validateFormats: false,
  ownProperties: true,
  logger: false,
} as const;
const SCHEMA_CHARACTERS = 128 * 1024;

/** `judged`: mistakes in the schema are reported. `trusted`: it was checked before, and is compiled with the first input. */
export type SchemaTrust = 'judged' | 'trusted';

const SOUND: InputJudgement = { errors: [], errorCount: 0 };
const acceptAll: InputJudge = () => SOUND;

/** Compiles a workflow's `input` schema (JSON Schema 2020-12). Mistakes in the schema become violations. */
export function compileInputSchema(
  schema: Json | undefined,
  trust: SchemaTrust,
  violations: ViolationList,
): InputJudge {
  if (schema === undefined || schema === true) return acceptAll;
  if (trust === 'trusted') return createInputJudge(schema);
  if (schema !== false && !isJsonObject(schema)) {
    violations.add(['input'], 'a JSON Schema: an object or a boolean', schema);
    return acceptAll;
  }
  if (isTooLarge(schema)) {
    violations.add(['input'], `a schema of at most ${SCHEMA_CHARACTERS} characters of JSON`, schema);
    return acceptAll;
  }
  const judged = violations.errorCount;
  const prepared = prepareSchema(schema, ['input'], violations);
  judgeSchema(schema, violations);
  if (violations.errorCount > judged) return acceptAll;
  return createJudge(prepared, violations);
}

/** Creates the check for a schema that was checked before. It is compiled with the first input. */
export function createInputJudge(schema: Json): InputJudge {
  let judge: InputJudge | undefined;
  return (input) => {
    if (judge === undefined) {
      const violations = new ViolationList();
      judge = createJudge(prepareSchema(schema, ['input'], violations), violations);
    }
    return judge(input);
  };
}

const isTooLarge = (schema: Json): boolean => JSON.stringify(schema).length > SCHEMA_CHARACTERS;

let metaValidator: Ajv2020 | undefined;

function judgeSchema(schema: JsonObject | false, violations: ViolationList): void {
  if (schema === false) return;
  // All schemas share one validator of the draft's meta-schema, because building it takes 20 ms.
  metaValidator ??= new Ajv2020(OPTIONS);
  const { $schema: _draft, ...rest } = schema;
  if (metaValidator.validateSchema(rest) === true) return;
  // The meta-schema reports a mistake in several ways; the first is the clearest.
  const found = toViolations(metaValidator.errors ?? [], schema, ['input']);
  const clearest = new Map(found.toReversed().map((violation) => [violation.path, violation]));
  violations.addAll([...clearest.values()]);
}

function createJudge(schema: Json, violations: ViolationList): InputJudge {
  const budget = new CheckBudget();
  try {
    const validate = compileSchema(schema, budget);
    return (input) => checkInput(validate, budget, input);
  } catch (error) {
    const got = error instanceof Error ? error.message : 'one that does not compile';
    violations.addText(['input'], 'a JSON Schema whose references exist', got);
    return acceptAll;
  }
}

function compileSchema(schema: Json, budget: CheckBudget): ValidateFunction {
  const createPattern = (pattern: string) => compilePattern(pattern, budget) ?? { test: () => false };
  const regExp = Object.assign(createPattern, { code: 'createPattern' });
  const ajv = new Ajv2020({
    ...OPTIONS,
    meta: false,
    validateSchema: false,
    inlineRefs: false,
    code: { regExp },
  });
  ajv.addKeyword({
    keyword: COUNTED_KEYWORD,
    before: '$ref',
    errors: false,
    validate: () => {
      budget.spendReference();
      return true;
    },
  });
  // Ajv's own implementation divides doubles, for which 0.07 / 0.01 is no integer.
  ajv.removeKeyword('multipleOf');
  ajv.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    validate: isMultipleOf,
    error: { message: ({ schemaCode }) => str`must be a multiple of ${schemaCode}` },
  });
  // Ajv's own implementation compares every pair of items.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', validate: hasUniqueItems });
  return ajv.compile(typeof schema === 'object' && schema !== null ? schema : schema === true);
}

function hasUniqueItems(isWanted: boolean, items: Json[]): boolean {
  return !isWanted || new Set(items.map(canonicalJson)).size === items.length;
}

function checkInput(validate: ValidateFunction, budget: CheckBudget, input: Json): InputJudgement {
  budget.reset();
  try {
    if (validate(input)) return SOUND;
    const found = validate.errors ?? [];
    const errors = toViolations(found, input, ['input']);
    return { errors, errorCount: found.length > LIMITS.errors ? found.length : errors.length };
  } catch (error) {
    const expected = error instanceof CheckTooCostly ? error.message : 'an input that the schema can check';
    return { errors: [{ path: 'input', expected, got: 'a check that was given up' }], errorCount: 1 };
  }
}
