import type { Agent } from '@ag06/agent-kit';
import { type Grant, LOCK_MS } from '@ag06/contracts';
import type { PlanStep } from '@ag06/engine';
import type { RunContext } from '@ag06/runtime';
import type { Environment } from './environment.ts';
import { executeStep, type Tried } from './execute-step.ts';
import type { Execution } from './execution.ts';
import { isTokenCurrent } from './live-runs.ts';
import { observeAttempt } from './observe-attempt.ts';
import type { JobInHand } from './run-work.ts';

/** What came of an attempt, or that its deliveries were lost too often to start it again. */
export type Attempted = Tried | { readonly status: 'poison' };

const ABORTED = Promise.resolve<Attempted>({ status: 'aborted' });
const POISONED = Promise.resolve<Attempted>({ status: 'poison' });

/** Starts a granted step if it may be started still. Never rejects, but for a store that cannot be asked. */
export function attemptStep(
  env: Environment,
  job: Pick<JobInHand, 'lockedSince'>,
  context: RunContext,
  step: PlanStep,
  agent: Agent,
  grant: Grant,
  execution: Execution,
): Promise<Attempted> {
  if (grant.lost >= 3) return POISONED;
  // A claim that was answered after the drain's deadline: nothing starts any more.
  if (env.expired.aborted) execution.abort('expired');
  if (execution.cause !== undefined) return ABORTED;
  const execute = () => executeStep(env, context, step, agent, grant, execution);
  const start = () => observeAttempt(env, context, step, grant, execution, execute);
  if (isFresh(job, execution)) return start();
  return isTokenCurrent(env.runs, execution).then((isCurrent) => (isCurrent ? start() : ABORTED));
}

/** Whether the token may be acted upon without a question: the lock cannot have been lost yet. */
function isFresh(job: Pick<JobInHand, 'lockedSince'>, execution: Execution): boolean {
  const since = Math.max(execution.tokenSince, job.lockedSince());
  return performance.now() - since < LOCK_MS - 1_000;
}
