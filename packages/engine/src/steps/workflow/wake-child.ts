import type { Decision, Outcome, Parked } from '../../decide/decision.ts';
import type { ChildCall } from './workflow-step.ts';

const CHILD = 'child:';

/**
 * Decides about a unit whose moment has come: another attempt begins, or it has waited too long for its child, which is
 * then stopped.
 */
export function decideChildWake(
  { id, reads }: ChildCall,
  { reason }: Parked,
  decideOutcome: (outcome: Outcome) => Decision,
): Decision {
  if (!reason.startsWith(CHILD)) {
    return {
      change: { to: 'open', opening: { mode: 'evaluate', reads }, lost: false },
      next: [],
      end: undefined,
    };
  }
  const child = reason.slice(CHILD.length);
  const message = `The child run ${child} of the step ${id} took longer than the step's timeout.`;
  const failure = { code: 'STEP_TIMED_OUT', message, runId: child };
  const decision = decideOutcome({ status: 'failed', failure, isRetryable: true });
  return { ...decision, entries: [{ does: 'stop', to: child }] };
}
