import type { Json } from '@ag06/contracts';
import type { VisibleNames } from '../expression/names.ts';
import { readOwn } from '../json-value.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import type { StepHead, StepSource } from '../steps/step-source.ts';
import { compileCondition } from '../template/compile-template.ts';
import { needObject, type ViolationList } from './definition-fields.ts';
import { findKind } from './find-kind.ts';
import { type Policies, readOnFailure } from './read-policies.ts';
import { refuseForeignFields } from './refuse-foreign-fields.ts';
import { findStepIdProblem } from './step-id.ts';

/** The place of a step in its workflow. */
interface StepPlace {
  readonly id: string;
  readonly needs: readonly string[];
  readonly dependants: readonly string[];
  readonly names: VisibleNames;
  readonly defaults: Policies;
}

/** Compiles one step. Returns undefined, with violations, if it cannot be used. */
export function readStep(
  value: Json | undefined,
  place: StepPlace,
  violations: ViolationList,
): PlanStep | undefined {
  const { names, defaults } = place;
  const path = ['steps', place.id];
  const idProblem = findStepIdProblem(place.id);
  if (idProblem !== undefined) violations.add(path, idProblem, place.id);
  const body = needObject(value, path, violations);
  if (body === undefined) return undefined;
  const kind = findKind(body, path, violations);
  const source = { body, path, names, defaults };
  const head = readHead(source, place, violations);
  if (kind === undefined) return undefined;
  refuseForeignFields(body, kind, path, violations);
  return kind.read(source, head, violations);
}

function readHead(
  { body, path, names, defaults }: StepSource,
  { id, needs, dependants }: StepPlace,
  violations: ViolationList,
): StepHead {
  const when = readOwn(body, 'when');
  return {
    id,
    needs,
    dependants,
    when: when === undefined ? undefined : compileCondition(when, [...path, 'when'], { names, violations }),
    onFailure: readOnFailure(body, defaults, path, violations),
  };
}
