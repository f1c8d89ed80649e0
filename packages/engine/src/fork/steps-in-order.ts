import type { Plan } from '../plan.ts';
import type { PlanStep } from '../steps/plan-step.ts';

/** The steps of a plan, each after those that it needs. */
export function stepsInOrder({ steps, roots }: Pick<Plan, 'steps' | 'roots'>): readonly PlanStep[] {
  const missing = new Map([...steps].map(([id, { needs }]) => [id, needs.length]));
  const ready = [...roots];
  const ordered: PlanStep[] = [];
  // It grows while it is read.
  for (const id of ready) {
    const step = steps.get(id);
    if (step === undefined) continue;
    ordered.push(step);
    for (const dependant of step.dependants) {
      const left = (missing.get(dependant) ?? 0) - 1;
      missing.set(dependant, left);
      if (left === 0) ready.push(dependant);
    }
  }
  return ordered;
}
