import type { PathSegment } from '../field-path.ts';
import type { JsonObject } from '../json-value.ts';
import { ALL_KINDS, MODIFIERS_NOT_YET } from '../steps/kinds.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { StepKind } from '../steps/step-kind.ts';
import type { ViolationList } from './definition-fields.ts';

const ACTIONS = [...new Set(ALL_KINDS.map(({ field }) => field))];

/**
 * Finds the kind of a step by its fields. A step with no such field, or several, gets a violation and is read as the nearest
 * kind, so that its other mistakes are found too.
 */
export function findKind(
  body: JsonObject,
  path: readonly PathSegment[],
  violations: ViolationList,
): StepKind<PlanStep> | undefined {
  reportNotYet(body, path, violations);
  const actions = ACTIONS.filter((field) => Object.hasOwn(body, field));
  if (actions.length === 0) violations.addText(path, 'an agent that does it', 'none');
  if (actions.length > 1) violations.addText(path, 'one kind of step', actions.join(' and '));
  const kinds = ALL_KINDS.filter(({ field }) => actions.length === 0 || actions.includes(field));
  const modified = kinds.find(({ modifier }) => modifier !== undefined && Object.hasOwn(body, modifier));
  return modified ?? kinds.find(({ modifier }) => modifier === undefined);
}

function reportNotYet(body: JsonObject, path: readonly PathSegment[], violations: ViolationList): void {
  for (const modifier of MODIFIERS_NOT_YET) {
    if (!Object.hasOwn(body, modifier)) continue;
    const expected = `a step without ${modifier}; it is not available yet`;
    violations.addNotYet([...path, modifier], expected, body[modifier]);
  }
}
