import { doDoorTask } from './do-door-task.ts';
import type { DoorAnswer, DoorTask } from './door-task.ts';

/** What a thread of the door does with each task. */
export default function work(task: DoorTask): DoorAnswer {
  return doDoorTask(task);
}
