import type { RunField } from '@ag06/protocol';
import type { Plan, PlanStep, Reads } from '../plan.ts';

const PARTS = { output: 'o', status: 's', error: 'e' } as const;

function toFields(...reads: readonly (Reads | undefined)[]): RunField[] {
  const fields = new Set<RunField>();
  for (const read of reads) {
    if (read === undefined) continue;
    if (read.input) fields.add('in');
    for (const [step, parts] of Object.entries(read.steps)) {
      for (const part of parts) fields.add(`${PARTS[part]}:${step}`);
    }
  }
  return [...fields];
}

const ofSteps = new WeakMap<PlanStep, readonly RunField[]>();
const ofItems = new WeakMap<PlanStep, readonly RunField[]>();
const ofOutputs = new WeakMap<Plan, readonly RunField[]>();

/** The fields of a run that a step's `when` and `with` name; of a `forEach` step its `when` and its list. */
export function readsOfStep(step: PlanStep): readonly RunField[] {
  let fields = ofSteps.get(step);
  if (fields === undefined) {
    fields = toFields(step.when?.reads, (step.forEach?.list ?? step.with).reads);
    ofSteps.set(step, fields);
  }
  return fields;
}

/** The fields that the `with` of a `forEach` step names. */
export function readsOfItem(step: PlanStep): readonly RunField[] {
  let fields = ofItems.get(step);
  if (fields === undefined) {
    fields = toFields(step.with.reads);
    ofItems.set(step, fields);
  }
  return fields;
}

/** The fields that the workflow's output names. */
export function readsOfOutput(plan: Plan): readonly RunField[] {
  let fields = ofOutputs.get(plan);
  if (fields === undefined) {
    fields = toFields(plan.output.reads);
    ofOutputs.set(plan, fields);
  }
  return fields;
}
