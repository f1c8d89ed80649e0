import { type Json, LIMITS } from '@ag06/contracts';
import { isJsonObject, type JsonObject, readOwn } from '../json-value.ts';
import type { ViolationList } from './definition-fields.ts';
import { findCycles, type StepGraph } from './step-graph.ts';

/** Returns `; did you mean …?` for an unknown step. */
type Suggest = (step: string) => string;

/** Builds the graph of the steps. Wrong edges are left out; they, cycles and exceeded limits become violations. */
export function readGraph(steps: JsonObject, suggest: Suggest, violations: ViolationList): StepGraph {
  const ids = Object.keys(steps);
  if (ids.length > LIMITS.steps) {
    violations.addText(['steps'], `at most ${LIMITS.steps} steps`, `${ids.length}`);
    // With too many steps, none is checked.
    return new Map();
  }
  const known = new Set(ids);
  const graph = new Map(ids.map((id) => [id, readNeeds(id, steps[id], { known, suggest }, violations)]));
  const edges = [...graph.values()].reduce((sum, needs) => sum + needs.length, 0);
  if (edges > LIMITS.edges) violations.addText(['steps'], `at most ${LIMITS.edges} needs in all`, `${edges}`);
  for (const cycle of findCycles(graph)) {
    const [first] = cycle;
    if (first === undefined) continue;
    violations.addText(
      ['steps', first, 'needs'],
      'needs without a cycle',
      `a cycle: ${[...cycle, first].join(' -> ')}`,
    );
  }
  return graph;
}

interface KnownSteps {
  readonly known: ReadonlySet<string>;
  readonly suggest: Suggest;
}

function readNeeds(
  id: string,
  step: Json | undefined,
  steps: KnownSteps,
  violations: ViolationList,
): string[] {
  const value = isJsonObject(step) ? readOwn(step, 'needs') : undefined;
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    violations.add(['steps', id, 'needs'], 'a list of step ids', value);
    return [];
  }
  const needs = new Set<string>();
  for (const [index, need] of value.entries()) {
    const problem = findNeedProblem(id, need, needs, steps);
    if (problem !== undefined) violations.add(['steps', id, 'needs', index], problem, need);
    else if (typeof need === 'string') needs.add(need);
  }
  return [...needs];
}

function findNeedProblem(
  id: string,
  need: Json,
  earlier: ReadonlySet<string>,
  steps: KnownSteps,
): string | undefined {
  if (typeof need !== 'string') return 'a step id';
  if (need === id) return 'another step than itself';
  if (earlier.has(need)) return 'each step once';
  return steps.known.has(need) ? undefined : `a step of this workflow${steps.suggest(need)}`;
}
