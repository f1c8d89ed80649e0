import type { Decision } from '@ag06/engine';
import { commitHeld, type Driver, faultPoint, type RunContext } from '@ag06/runtime';
import type { JobInHand } from '../claim/job-in-hand.ts';

/**
 * Gives back a unit that this worker holds but will not run: to the job at hand if it is that job's own, else to a new
 * one.
 */
export async function giveBack(
  driver: Driver,
  job: Pick<JobInHand, 'unit'>,
  context: RunContext,
  held: { readonly unit: string; readonly token: number },
  isDrain: boolean,
): Promise<void> {
  const { unit, token } = held;
  if (isDrain) faultPoint('drain.before-handback');
  const change = { to: 'released', underSameJob: isDrain && unit === job.unit } as const;
  const decision: Decision = { change, next: [], end: undefined };
  const answer = await commitHeld(driver, context, { guard: { on: 'token', unit, token }, decision });
  if (answer.result === 'refused') {
    if (answer.reason === 'guard') await driver.onTakenOver?.(context, held);
    return;
  }
  if (answer.enqueues.length > 0) await driver.enqueue(context, answer.enqueues);
  if (isDrain) faultPoint('drain.after-handback');
}
