import { type Json, LIMITS, NAME_PATTERN, type Violation, type WorkflowDefinition } from '@ag06/contracts';
import { hashJson } from '../canonical-json.ts';
import { freezeCopy, isJsonObject, type JsonObject, measureDepth, readOwn } from '../json-value.ts';
import type { Plan, PlanStep } from '../plan.ts';
import { compileInputSchema, type InputValidator } from '../schema/compile-input-schema.ts';
import { needObject, refuseUnknownFields, ViolationList } from './definition-fields.ts';
import { findWarnings } from './find-warnings.ts';
import { readBody } from './read-body.ts';
import { readTimeoutMs } from './read-policies.ts';

export type Compilation =
  | { readonly ok: true; readonly plan: Plan }
  | {
      readonly ok: false;
      /** What is wrong. */
      readonly errors: readonly Violation[];
      /** What is right but not built: reported even if nothing is wrong. */
      readonly notYet: readonly Violation[];
    };

const WORKFLOW_FIELDS = ['name', 'description', 'input', 'defaults', 'timeout', 'steps', 'output'] as const;

/** Compiles a definition to a plan, or says everything that is wrong with it. Pure; never throws. */
export function compile(definition: Json): Compilation {
  const violations = new ViolationList();
  if (measureDepth(definition) > LIMITS.depth) {
    violations.addText([], `at most ${LIMITS.depth} levels`, 'more');
    return refuse(violations);
  }
  const object = needObject(freezeCopy(definition), [], violations);
  if (object === undefined) return refuse(violations);
  refuseUnknownFields(object, WORKFLOW_FIELDS, [], violations);
  const head = readHead(object, violations);
  const body = readBody(object, violations);
  const hasViolations = violations.errors.length > 0 || violations.notYet.length > 0;
  if (hasViolations || !isCompiled(object, body.steps)) return refuse(violations);
  const plan = { ...head, ...body, version: hashJson(object), definition: object };
  return { ok: true, plan: Object.freeze({ ...plan, warnings: findWarnings(plan) }) };
}

/** More violations than this are counted, not listed. */
const LISTED = 1_000;

function refuse({ errors, notYet }: ViolationList): Compilation {
  return { ok: false, errors: limitList(errors), notYet: limitList(notYet) };
}

function limitList(violations: readonly Violation[]): readonly Violation[] {
  if (violations.length <= LISTED) return violations;
  const rest = { path: '', expected: 'fewer violations', got: `${violations.length - LISTED} more` };
  return [...violations.slice(0, LISTED), rest];
}

/** Every field has been judged one by one when this is asked, so the object has the definition's shape. */
function isCompiled(
  object: JsonObject,
  steps: ReadonlyMap<string, PlanStep>,
): object is JsonObject & WorkflowDefinition {
  const declared = readOwn(object, 'steps');
  return isJsonObject(declared) && Object.keys(declared).every((id) => steps.has(id));
}

interface Head {
  readonly name: string;
  readonly timeoutMs: number | undefined;
  readonly validateInput: InputValidator;
}

function readHead(object: JsonObject, violations: ViolationList): Head {
  const name = readOwn(object, 'name');
  const isName = typeof name === 'string' && NAME_PATTERN.test(name);
  if (!isName)
    violations.add(['name'], 'a name of lower-case letters, digits, . _ -, at most 128 long', name);
  const description = readOwn(object, 'description');
  const isText = description === undefined || typeof description === 'string';
  if (!isText) violations.add(['description'], 'a string', description);
  return {
    name: isName ? name : '',
    timeoutMs: readTimeoutMs(readOwn(object, 'timeout'), ['timeout'], violations),
    validateInput: compileInputSchema(readOwn(object, 'input'), violations),
  };
}
