import { doIntakeTask } from './do-intake-task.ts';
import type { IntakeAnswer, IntakeTask } from './intake-task.ts';

/** What a thread of the intake does with each task. */
export default function work(task: IntakeTask): IntakeAnswer {
  return doIntakeTask(task);
}
