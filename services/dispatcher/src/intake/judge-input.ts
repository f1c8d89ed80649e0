import type { InputJudgement, Plan } from '@ag06/engine';
import type { GivenInput } from '@ag06/runtime';
import type { IntakeThreads } from './intake-threads.ts';
import { isLight } from './is-light.ts';

/** Schemas as text, one per plan, so that each is written once. */
const schemas = new WeakMap<Plan, string | undefined>();

/** Checks an input with the schema of a plan, in a thread unless the task is light. Throws `Refusal` INTAKE_BUSY. */
export async function judgeInput(
  intake: Pick<IntakeThreads, 'run'>,
  plan: Plan,
  input: GivenInput,
): Promise<InputJudgement> {
  const schema = schemaOf(plan);
  if (schema === undefined) return { errors: [], errorCount: 0 };
  const task = { kind: 'input', schema, input: input.text } as const;
  return isLight(task) ? plan.judgeInput(input.value) : intake.run<'input'>(task);
}

function schemaOf(plan: Plan): string | undefined {
  if (!schemas.has(plan)) schemas.set(plan, JSON.stringify(plan.definition.input));
  return schemas.get(plan);
}
