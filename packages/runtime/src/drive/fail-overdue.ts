import { isTerminal } from '@ag06/contracts';
import { type Deadline, type Decision, decideDeadline } from '@ag06/engine';
import type { CommitAnswer } from '@ag06/protocol';
import type { UnitRecord } from '@ag06/store';
import type { RunContext } from '../run-context.ts';
import { armDeadlines } from './arm-deadlines.ts';
import type { Carrier } from './driver.ts';
import { promiseSlots } from './promise-slots.ts';
import { toCommit } from './to-commit.ts';
import { toDecisionContext } from './to-decision-context.ts';

/**
 * Fails a step whose deadline has passed; its `onFailure` decides the rest. The store refuses this if the step has
 * changed since it was read. A worker that still executes the step finds its outcome refused, and a child for which it waits
 * is stopped.
 */
export async function failOverdue(
  carrier: Pick<Carrier, 'runs' | 'createId' | 'issuer' | 'onEnd'>,
  context: RunContext,
  deadline: Deadline,
  unit: UnitRecord,
): Promise<CommitAnswer> {
  const { plan, runId } = context;
  const decided = decideDeadline(plan, deadline, unit.attempt, toDecisionContext(context));
  const decision = promiseSlots(context, deadline.unit, stopping(decided, unit), undefined);
  const { status, dispatch, token } = unit;
  const guard = { on: 'unit', unit: deadline.unit, status, dispatch, token } as const;
  await armDeadlines(carrier.runs, plan, runId, decision.next);
  const command = toCommit(context, carrier.createId(), carrier.issuer, guard, decision);
  const answer = await carrier.runs.apply(command);
  if (answer.result === 'applied' && isTerminal(answer.status)) carrier.onEnd?.(context, answer.status);
  return answer;
}

const CHILD = 'child:';

/** The child for which the step waits is stopped. The store stops those of its lanes. */
function stopping(decided: Decision, { awaits }: UnitRecord): Decision {
  if (awaits?.startsWith(CHILD) !== true) return decided;
  return { ...decided, entries: [{ does: 'stop', to: awaits.slice(CHILD.length) }] };
}
