import type { Failure } from '@ag06/contracts';
import type { CommitAnswer, Guard } from '@ag06/protocol';
import { commitHeld, faultPoint, iterationFault, promiseSlots } from '@ag06/runtime';
import type { Attempt } from '../attempt/attempt.ts';
import type { Observed } from '../attempt/observed.ts';
import { toTerminal } from '../attempt/observed.ts';
import { decideTried } from './decide-tried.ts';
import { keepLaneJob } from './keep-lane-job.ts';
import { traceFailure } from './trace-failure.ts';

type Ended = Exclude<Observed, { status: 'aborted' }>;

/** The answer to the commit of an outcome, the token in it, and when it was sent (`performance.now()`). */
export interface Settled {
  readonly answer: CommitAnswer;
  readonly guard: Extract<Guard, { on: 'token' }>;
  readonly sentAt: number;
}

/**
 * Decides the consequences of an attempt, and commits them under the token that is current then. `onBuffered` is called if
 * the outcome waits because the store is away.
 */
export async function settle(attempt: Attempt, observed: Ended, onBuffered: () => void): Promise<Settled> {
  const { job, driver, context, grant, execution, slots } = attempt;
  const { unit } = grant;
  const decide = (ended: Ended) =>
    keepLaneJob(job, unit, promiseSlots(context, unit, decideTried(attempt, ended), slots));
  const held = {
    decision: traceFailure(attempt, observed, decide(observed)),
    emitted: observed.status === 'poison' ? [] : observed.emitted,
    instead: (failure: Failure) => decide(toTerminal(failure)),
    describeWaiting: () => ({
      bytes: measureAttempt(attempt),
      onBuffered: () => {
        // What the commit grants then waits for a slot of its own.
        slots.releaseAll();
        onBuffered();
        return job.resultWaits();
      },
    }),
  };
  faultPoint('outcome.before-commit');
  iterationFault(held.decision.change, 'before-commit');
  for (;;) {
    const guard = { on: 'token', unit, token: execution.token } as const;
    const sentAt = performance.now();
    const answer = await commitHeld(driver, context, { ...held, guard });
    // A newer delivery may have renewed the token during the commit.
    if (answer.result === 'refused' && answer.reason === 'guard' && execution.token !== guard.token) continue;
    faultPoint('outcome.after-commit');
    iterationFault(held.decision.change, 'after-commit');
    if (answer.result !== 'refused' && answer.grants.length > 0) faultPoint('eager.after-claim');
    return { answer, guard, sentAt };
  }
}

/** What a job in hand costs besides the texts that it read: its delivery, its lock, its session. */
const JOB_BYTES = 16 * 1_024;

/** About what an attempt keeps in memory until its outcome is committed. */
function measureAttempt({ context, grant }: Pick<Attempt, 'context' | 'grant'>): number {
  let bytes = JOB_BYTES + (grant.item?.value.length ?? 0);
  for (const text of context.values.values()) bytes += text.length;
  return bytes;
}
