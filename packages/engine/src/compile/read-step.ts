import { DEPENDENCY_PATTERN, type Json, NAME_PATTERN } from '@ag06/contracts';
import type { VisibleNames } from '../expression/names.ts';
import type { PathSegment } from '../field-path.ts';
import { type JsonObject, readOwn } from '../json-value.ts';
import type { PlanStep, Template } from '../plan.ts';
import { compileCondition, compileTemplate } from '../template/compile-template.ts';
import { needObject, refuseUnknownFields, type ViolationList } from './definition-fields.ts';
import { readForEach } from './read-for-each.ts';
import { POLICY_FIELDS, type Policies, readPolicies } from './read-policies.ts';
import { findStepIdProblem } from './step-id.ts';

const KINDS = ['agent', 'workflow', 'signal', 'wait'] as const;
const MODIFIERS_NOT_YET = ['repeat', 'heartbeat', 'compensate'] as const;
const STEP_FIELDS = [
  ...KINDS,
  'dependency',
  'needs',
  'when',
  'with',
  'forEach',
  'concurrency',
  ...POLICY_FIELDS,
  ...MODIFIERS_NOT_YET,
];

/** Where a step stands in its workflow. */
export interface StepPlace {
  readonly id: string;
  readonly needs: readonly string[];
  readonly dependants: readonly string[];
  readonly names: VisibleNames;
  readonly defaults: Policies;
}

/** Compiles one step; undefined, with violations, if it cannot be used. */
export function readStep(
  value: Json | undefined,
  place: StepPlace,
  violations: ViolationList,
): PlanStep | undefined {
  const path = ['steps', place.id];
  const idProblem = findStepIdProblem(place.id);
  if (idProblem !== undefined) violations.add(path, idProblem, place.id);
  const object = needObject(value, path, violations);
  if (object === undefined) return undefined;
  refuseUnknownFields(object, STEP_FIELDS, path, violations);
  const agent = readKind(object, path, violations);
  reportNotYet(object, path, violations);
  const forEach = readForEach(object, place.names, path, violations);
  const policies = readPolicies(object, place.defaults, path, violations);
  const dependency = readDependency(object, path, violations);
  const templates = compileTemplates(object, place.names, path, violations);
  if (agent === undefined) return undefined;
  const { id, needs, dependants } = place;
  return Object.freeze({
    id,
    kind: 'agent',
    agent,
    dependency,
    needs,
    dependants,
    forEach,
    ...templates,
    ...policies,
  });
}

/** The agent's name; undefined, with violations, unless the step is of that one kind. */
function readKind(
  object: JsonObject,
  path: readonly PathSegment[],
  violations: ViolationList,
): string | undefined {
  const kinds = KINDS.filter((kind) => Object.hasOwn(object, kind));
  for (const kind of kinds) {
    if (kind !== 'agent')
      violations.addNotYet([...path, kind], 'agent; other kinds are not available yet', object[kind]);
  }
  if (kinds.length !== 1) {
    const got = kinds.length === 0 ? 'none' : kinds.join(' and ');
    violations.addText(path, kinds.length === 0 ? 'an agent that does it' : 'one kind of step', got);
  }
  const agent = readOwn(object, 'agent');
  if (agent === undefined) return undefined;
  if (typeof agent === 'string' && NAME_PATTERN.test(agent)) return agent;
  violations.add(
    [...path, 'agent'],
    "an agent's name: lower-case letters, digits, . _ -, at most 128 long",
    agent,
  );
  return undefined;
}

function readDependency(
  object: JsonObject,
  path: readonly PathSegment[],
  violations: ViolationList,
): string | undefined {
  const dependency = readOwn(object, 'dependency');
  if (dependency === undefined) return undefined;
  if (typeof dependency === 'string' && DEPENDENCY_PATTERN.test(dependency)) return dependency;
  const expected = "a dependency's name, as it is: lower-case letters, digits, . _ : -, at most 128 long";
  violations.add([...path, 'dependency'], expected, dependency);
  return undefined;
}

function reportNotYet(object: JsonObject, path: readonly PathSegment[], violations: ViolationList): void {
  for (const modifier of MODIFIERS_NOT_YET) {
    if (!Object.hasOwn(object, modifier)) continue;
    violations.addNotYet(
      [...path, modifier],
      `a step without ${modifier}; it is not available yet`,
      object[modifier],
    );
  }
}

function compileTemplates(
  object: JsonObject,
  names: VisibleNames,
  path: readonly PathSegment[],
  violations: ViolationList,
): { when: Template | undefined; with: Template } {
  const place = { names, violations };
  const ofItem = { ...place, names: { ...names, hasItem: Object.hasOwn(object, 'forEach') } };
  const when = readOwn(object, 'when');
  return {
    when: when === undefined ? undefined : compileCondition(when, [...path, 'when'], place),
    with: compileTemplate(readOwn(object, 'with') ?? {}, [...path, 'with'], ofItem),
  };
}
