import { LIMITS, Refusal, type Violation } from '@ag06/contracts';
import type { Plan } from '../plan.ts';
import { fitsBytes } from '../utf8-length.ts';

const TOO_LARGE: readonly Violation[] = [
  { path: 'input', expected: `at most ${LIMITS.scheduleInputBytes} bytes`, got: 'more' },
];

/** Throws `Refusal` DEFINITION_INVALID if no run of the workflow's own schedule could start. */
export function judgeScheduleInput({ name, schedule, judgeInput }: Plan): void {
  if (schedule === undefined) return;
  const fits = fitsBytes(JSON.stringify(schedule.input), LIMITS.scheduleInputBytes);
  const { errors, errorCount } = fits ? judgeInput(schedule.input) : { errors: TOO_LARGE, errorCount: 1 };
  if (errorCount === 0) return;
  const message = `The input of the schedule of ${name} does not match the schema of its workflow. Correct what the list of errors names.`;
  const placed = errors.map(({ path, ...error }) => ({ path: `schedule.${path}`, ...error }));
  throw new Refusal(422, 'DEFINITION_INVALID', message, { errors: placed, errorCount });
}
