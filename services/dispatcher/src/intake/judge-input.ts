import type { InputJudgement, Plan } from '@ag06/engine';
import type { GivenInput } from '@ag06/runtime';
import type { IntakeThreads } from './intake-threads.ts';
import { isLight } from './is-light.ts';

/** Of each plan, so that it is written once. */
const schemas = new WeakMap<Plan, string | undefined>();

/** Judges an input by the schema of a plan: here if that is light, else in a thread. Throws `Refusal` INTAKE_BUSY. */
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
