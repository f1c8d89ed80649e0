import { type Json, LIMITS } from '@ag06/contracts';
import { Ajv2020, str, type ValidateFunction } from 'ajv/dist/2020.js';
import { canonicalJson } from '../canonical-json.ts';
import { ViolationList } from '../compile/definition-fields.ts';
import { isJsonObject, type JsonObject } from '../json-value.ts';
import type { InputJudgement } from '../plan.ts';
import { CheckBudget, CheckTooCostly } from './check-budget.ts';
import { compilePattern } from './linear-pattern.ts';
import { isMultipleOf } from './multiple-of.ts';
import { COUNTED_KEYWORD, prepareSchema } from './prepare-schema.ts';
import { toViolations } from './schema-violations.ts';

/*
 * Ajv runs with `strict` off: prepareSchema judges unknown keywords itself, all at once and with their places, and lets
 * annotations (x-…) pass; Ajv's other strict rules forbid schemas that the specification allows. `format` is an
 * annotation, as in the draft. Nothing is coerced, defaulted or removed; only an input's own properties count.
 */
const OPTIONS = {
  allErrors: true,
  strict: false,
  validateFormats: false,
  ownProperties: true,
  logger: false,
} as const;
const SCHEMA_CHARACTERS = 128 * 1024;

/** In which ways an input differs from the schema. Never throws. */
export type InputJudge = (input: Json) => InputJudgement;

/** `judged`: mistakes in the schema are reported. `trusted`: it was judged before, and is compiled when the first input comes. */
export type SchemaTrust = 'judged' | 'trusted';

const SOUND: InputJudgement = { errors: [], errorCount: 0 };
const acceptAll: InputJudge = () => SOUND;

/** The judge by a workflow's `input` schema (JSON Schema 2020-12). Mistakes in the schema become violations. */
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

/** The judge by a schema that was judged before; it is compiled when the first input comes. */
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
  // Of the draft's meta-schema all schemas share one validator; it costs 20 ms to build.
  metaValidator ??= new Ajv2020(OPTIONS);
  const { $schema: _draft, ...rest } = schema;
  if (metaValidator.validateSchema(rest) === true) return;
  // The meta-schema says the same thing in several ways; the first one is the clearest.
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
  // Ajv's own divides doubles: 0.07 / 0.01 is no integer there.
  ajv.removeKeyword('multipleOf');
  ajv.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    validate: isMultipleOf,
    error: { message: ({ schemaCode }) => str`must be a multiple of ${schemaCode}` },
  });
  // Ajv's own compares every pair of items.
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
