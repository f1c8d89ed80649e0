import { doIntakeTask } from './do-intake-task.ts';
import type { IntakeAnswer, IntakeTask } from './intake-task.ts';

/** Handles each task of an intake thread. */
export default function work(task: IntakeTask): IntakeAnswer {
  return doIntakeTask(task);
}
