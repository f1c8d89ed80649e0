import type { CommitAnswer, Guard } from '@ag06/contracts';
import type { Decision } from '@ag06/engine';
import { type RunContext, toCommit } from '@ag06/runtime';
import { applyUntilAnswered } from './apply-until-answered.ts';
import { countCommit } from './count-work.ts';
import type { Environment } from './environment.ts';
import type { JobInHand } from './job-in-hand.ts';

const NEVER = new AbortController().signal;

/** Commits what was decided of a unit that is held under a job; while the store is away the decision waits here. */
export async function commitDecision(
  env: Environment,
  job: JobInHand,
  context: RunContext,
  guard: Extract<Guard, { on: 'token' }>,
  decision: Decision,
  emitted: readonly string[] = [],
): Promise<CommitAnswer> {
  const sentAt = performance.now();
  const commit = toCommit(context, env.createId(), job.issuer(), guard, decision, emitted);
  const answer = await applyUntilAnswered(env.runs, commit, NEVER);
  countCommit(env.book, context, guard.unit, decision, answer);
  job.trace?.noteCommit(sentAt, guard.unit, decision.change.to, answer.result);
  return answer;
}
