import type { Json } from '@ag06/contracts';
import { compile } from '../compile/compile.ts';
import type { Plan } from '../plan.ts';
import { type CallingStep, callingStepOf } from '../steps/calling/calling-step.ts';

/** For tests: compiles a valid definition. */
export function planOf(definition: Json): Plan {
  const compilation = compile(definition);
  if (!compilation.ok) throw new Error(`does not compile: ${JSON.stringify(compilation)}`);
  return compilation.plan;
}

/** For tests: returns a step that calls an agent. */
export function callOf(plan: Plan, id: string): CallingStep {
  const step = callingStepOf(plan, id);
  if (step === undefined) throw new Error(`No step ${id} calls an agent.`);
  return step;
}
