import { type Failure, stepOfUnit } from '@ag06/contracts';
import type { Decision } from '@ag06/engine';
import { type CommitAnswer, type Guard, OUTPUT_UNIT } from '@ag06/protocol';
import { commitOrFail, keepOutput, type RunContext, toCommit } from '@ag06/runtime';
import { toLogIds } from '@ag06/telemetry';
import type { JobInHand } from '../claim/job-in-hand.ts';
import type { Parts } from '../parts.ts';
import { applyUntilAnswered } from './apply-until-answered.ts';
import { countCommit } from './count-work.ts';
import { isHandedBack } from './keep-lane-job.ts';

const NEVER = new AbortController().signal;

/** What was decided of a held unit. `instead`: what becomes of it if the store refuses that for good. */
export interface Decided {
  readonly guard: Extract<Guard, { on: 'token' }>;
  readonly decision: Decision;
  readonly emitted?: readonly string[];
  readonly instead?: (failure: Failure) => Decision;
}

/**
 * Commits what was decided of a unit that is held under a job; while the store is away the decision waits here. What the
 * store refuses for good fails the unit, or else its run.
 *
 * Throws `CommitRefused` if not even that can be recorded.
 */
export async function commitDecision(
  parts: Parts,
  job: JobInHand,
  context: RunContext,
  decided: Decided,
): Promise<CommitAnswer> {
  const { guard } = decided;
  const { runId } = context;
  let { emitted = [] } = decided;
  const commit = async (on: Guard, decision: Decision) => {
    const sentAt = performance.now();
    const command = toCommit(context, parts.createId(), job.issuer(), on, decision, emitted);
    const answer = await applyUntilAnswered(parts.runs, command, NEVER);
    countCommit(parts.book, context, guard.unit, decision, answer);
    job.trace?.noteCommit(sentAt, guard.unit, decision.change.to, answer.result);
    if (answer.result !== 'refused') {
      keepOutput(context, guard.unit, decision.change);
      if (isHandedBack(decision.change)) job.handBack();
    }
    return answer;
  };
  return commitOrFail({ ...decided, runId }, commit, (error) => {
    // They may be what the store cannot take.
    emitted = [];
    logRefusal(parts, context, guard.unit, error);
  });
}

function logRefusal(parts: Parts, { runId, meta }: RunContext, unit: string, err: unknown): void {
  const step = unit === OUTPUT_UNIT ? {} : { step: stepOfUnit(unit) };
  parts.log.error(
    { err, ...toLogIds({ runId, ...meta }), ...step, code: 'COMMIT_REFUSED' },
    'The store refused for good to record what became of a step: it fails, and is not tried again.',
  );
}
