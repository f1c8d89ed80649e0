import { type Json, LIMITS, NAME_PATTERN, type Violation, type WorkflowDefinition } from '@ag06/contracts';
import { type PlanAttribute, readAttributes } from '../attributes/read-attributes.ts';
import { hashJson } from '../canonical-json.ts';
import { freezeCopy, isJsonObject, type JsonObject, measureDepth, readOwn } from '../json-value.ts';
import type { Plan } from '../plan.ts';
import { readSchedule, type WorkflowSchedule } from '../schedule/read-schedule.ts';
import { compileInputSchema, type SchemaTrust } from '../schema/compile-input-schema.ts';
import type { InputJudge } from '../schema/input-judgement.ts';
import { isCalling } from '../steps/calling/calling-step.ts';
import { judgeLanes } from '../steps/for-each/judge-lanes.ts';
import { hasDeadlines } from '../steps/has-deadlines.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { needObject, refuseUnknownFields, ViolationList } from './definition-fields.ts';
import { findWarnings } from './find-warnings.ts';
import { readBody } from './read-body.ts';
import { readRetentionMs, readTimeoutMs } from './read-policies.ts';

export type Compilation =
  | { readonly ok: true; readonly plan: Plan }
  | {
      readonly ok: false;
      /** The first mistakes, at most `LIMITS.errors`. */
      readonly errors: readonly Violation[];
      /** Uses of announced features that are not built, also reported beside mistakes. */
      readonly notYet: readonly Violation[];
      /** The number of each, including those not listed. */
      readonly errorCount: number;
      readonly notYetCount: number;
    };

const WORKFLOW_FIELDS = [
  'name',
  'description',
  'input',
  'attributes',
  'defaults',
  'timeout',
  'retention',
  'schedule',
  'steps',
  'output',
] as const;

/** Compiles a definition to a plan, or returns all of its mistakes. Pure; never throws. */
export function compile(definition: Json): Compilation {
  const violations = new ViolationList();
  if (measureDepth(definition) > LIMITS.depth) {
    violations.addText([], `at most ${LIMITS.depth} levels`, 'more');
    return refuse(violations);
  }
  const frozen = freezeCopy(definition);
  return runToEnd(compileObject(frozen, violations, { version: () => hashJson(frozen), schema: 'judged' }));
}

/**
 * Compiles a definition that `compile` has accepted before. Each round of the generator is one small step, so that the
 * caller can do other work in between. The schema of the input is compiled when the first input is checked. The plan owns
 * `definition` from now on.
 */
export function compileStored(definition: Json, version: string): Generator<void, Compilation> {
  return compileObject(definition, new ViolationList(), { version: () => version, schema: 'trusted' });
}

interface CompileOptions {
  readonly version: () => string;
  readonly schema: SchemaTrust;
}

function* compileObject(
  definition: Json,
  violations: ViolationList,
  options: CompileOptions,
): Generator<void, Compilation> {
  const object = needObject(definition, [], violations);
  if (object === undefined) return refuse(violations);
  refuseUnknownFields(object, WORKFLOW_FIELDS, [], violations);
  const head = readHead(object, options.schema, violations);
  yield;
  const body = yield* readBody(object, violations);
  // Definitions saved before this limit existed still run.
  if (options.schema === 'judged') judgeLanes(body.steps.values(), violations);
  const hasViolations = violations.errorCount + violations.notYetCount > 0;
  if (hasViolations || !isCompiled(object, body.steps)) return refuse(violations);
  const agents = listAgents(body.steps.values());
  const anyDeadline = [...body.steps.values()].some(
    (step) => hasDeadlines(step) && step.deadlines !== undefined,
  );
  const plan = {
    ...head,
    ...body,
    agents,
    hasDeadlines: anyDeadline,
    version: options.version(),
    definition: object,
  };
  return { ok: true, plan: Object.freeze({ ...plan, warnings: findWarnings(plan) }) };
}

function runToEnd<Result>(rounds: Generator<void, Result>): Result {
  for (;;) {
    const round = rounds.next();
    if (round.done) return round.value;
  }
}

function listAgents(steps: Iterable<PlanStep>): readonly string[] {
  const agents = new Set<string>();
  for (const step of steps) if (isCalling(step)) agents.add(step.agent);
  return Object.freeze([...agents]);
}

function refuse({ errors, notYet, errorCount, notYetCount }: ViolationList): Compilation {
  return { ok: false, errors, notYet, errorCount, notYetCount };
}

/** Narrows the object after every field was checked by itself. */
function isCompiled(
  object: JsonObject,
  steps: ReadonlyMap<string, PlanStep>,
): object is JsonObject & WorkflowDefinition {
  const declared = readOwn(object, 'steps');
  return isJsonObject(declared) && Object.keys(declared).every((id) => steps.has(id));
}

interface Head {
  readonly name: string;
  readonly attributes: readonly PlanAttribute[];
  readonly timeoutMs: number | undefined;
  readonly retentionMs: number | undefined;
  readonly schedule: WorkflowSchedule | undefined;
  readonly judgeInput: InputJudge;
}

function readHead(object: JsonObject, trust: SchemaTrust, violations: ViolationList): Head {
  const name = readOwn(object, 'name');
  const isName = typeof name === 'string' && NAME_PATTERN.test(name);
  if (!isName)
    violations.add(['name'], 'a name of lower-case letters, digits, . _ -, at most 128 long', name);
  const description = readOwn(object, 'description');
  const isText = description === undefined || typeof description === 'string';
  if (!isText) violations.add(['description'], 'a string', description);
  return {
    name: isName ? name : '',
    attributes: readAttributes(readOwn(object, 'attributes'), violations),
    timeoutMs: readTimeoutMs(readOwn(object, 'timeout'), ['timeout'], violations),
    retentionMs: readRetentionMs(readOwn(object, 'retention'), violations),
    schedule: trust === 'judged' ? readSchedule(readOwn(object, 'schedule'), violations) : undefined,
    judgeInput: compileInputSchema(readOwn(object, 'input'), trust, violations),
  };
}
