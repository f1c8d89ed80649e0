import type { Json } from '@ag06/contracts';
import type { VisibleNames } from '../expression/names.ts';
import { type JsonObject, readOwn, writeOwn } from '../json-value.ts';
import { DEFAULT_RETRY } from '../retry-delay.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { createSuggester } from '../suggest-name.ts';
import { compileTemplate } from '../template/compile-template.ts';
import type { Template } from '../template/template.ts';
import { needObject, refuseUnknownFields, ViolationList } from './definition-fields.ts';
import { readGraph } from './read-graph.ts';
import { POLICY_FIELDS, type Policies, readPolicies } from './read-policies.ts';
import { readStep } from './read-step.ts';
import { findAncestors, findDependants, type StepGraph } from './step-graph.ts';

const BUILT_IN_POLICIES: Policies = {
  retry: DEFAULT_RETRY,
  timeoutMs: undefined,
  priority: undefined,
  onFailure: 'fail',
};

/** The compiled steps of a workflow, and its output. */
export interface Body {
  readonly steps: ReadonlyMap<string, PlanStep>;
  readonly roots: readonly string[];
  readonly leaves: readonly string[];
  readonly output: Template;
}

/** Reads `defaults`, `steps` and `output`, one step a round. */
export function* readBody(object: JsonObject, violations: ViolationList): Generator<void, Body> {
  const declared = readDeclaredSteps(object, violations);
  const allSteps = new Set(Object.keys(declared));
  const suggestStep = createSuggester(allSteps);
  const graph = readGraph(declared, suggestStep, violations);
  const names: VisibleNames = { allSteps, isReachable: () => true, suggestStep, hasItem: false };
  const from = { declared, graph, names, defaults: readDefaults(object, violations) };
  const steps = yield* readSteps(from, violations);
  const leaves = findLeaves(graph);
  return {
    steps,
    roots: Object.freeze([...allSteps].filter((id) => graph.get(id)?.length === 0)),
    leaves,
    output: compileOutput(readOwn(object, 'output'), leaves, names, violations),
  };
}

function readDeclaredSteps(object: JsonObject, violations: ViolationList): JsonObject {
  const declared = needObject(readOwn(object, 'steps'), ['steps'], violations);
  if (declared === undefined) return {};
  if (Object.keys(declared).length === 0) violations.add(['steps'], 'at least one step', declared);
  return declared;
}

function findLeaves(graph: StepGraph): readonly string[] {
  const needed = new Set([...graph.values()].flat());
  return Object.freeze([...graph.keys()].filter((id) => !needed.has(id)));
}

function readDefaults(object: JsonObject, violations: ViolationList): Policies {
  const value = readOwn(object, 'defaults');
  if (value === undefined) return BUILT_IN_POLICIES;
  const defaults = needObject(value, ['defaults'], violations);
  if (defaults === undefined) return BUILT_IN_POLICIES;
  refuseUnknownFields(defaults, POLICY_FIELDS, ['defaults'], violations);
  return readPolicies(defaults, BUILT_IN_POLICIES, ['defaults'], violations);
}

interface DeclaredSteps {
  readonly declared: JsonObject;
  readonly graph: StepGraph;
  readonly names: VisibleNames;
  readonly defaults: Policies;
}

function* readSteps(
  from: DeclaredSteps,
  violations: ViolationList,
): Generator<void, ReadonlyMap<string, PlanStep>> {
  const { declared, graph, defaults } = from;
  const dependants = findDependants(graph);
  const steps = new Map<string, PlanStep>();
  for (const [id, needs] of graph) {
    const names = { ...from.names, isReachable: createReachability(graph, id) };
    const place = {
      id,
      needs: Object.freeze([...needs]),
      dependants: Object.freeze([...(dependants.get(id) ?? [])]),
      names,
      defaults,
    };
    const step = readStep(declared[id], place, violations);
    if (step !== undefined) steps.set(id, step);
    yield;
  }
  return steps;
}

/** Computes a step's ancestors only if its expressions name steps. */
function createReachability(graph: StepGraph, id: string): (step: string) => boolean {
  let ancestors: ReadonlySet<string> | undefined;
  return (step) => {
    ancestors ??= findAncestors(graph, id);
    return ancestors.has(step);
  };
}

/** Without `output`, a run's output has the outputs of its leaves. */
function compileOutput(
  declared: Json | undefined,
  leaves: readonly string[],
  names: VisibleNames,
  violations: ViolationList,
): Template {
  if (declared !== undefined) return compileTemplate(declared, ['output'], { names, violations });
  const outputs: JsonObject = {};
  for (const leaf of leaves) writeOwn(outputs, leaf, `\${steps.${leaf}.output}`);
  // Ids that cannot stand in an expression have violations of their own.
  return compileTemplate(outputs, ['output'], { names, violations: new ViolationList() });
}
